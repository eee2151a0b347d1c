@NullMarked
package dev.portledger.agent.failedbind;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.portledger.agent.stop;

import org.jspecify.annotations.NullMarked;

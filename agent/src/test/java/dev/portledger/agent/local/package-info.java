@NullMarked
package dev.portledger.agent.local;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.portledger.agent.witness;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.portledger.agent.kernel;

import org.jspecify.annotations.NullMarked;

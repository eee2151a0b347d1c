/** What holds for the agent as a whole. */
@NullMarked
package dev.portledger.agent;

import org.jspecify.annotations.NullMarked;

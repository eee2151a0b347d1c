/** The Unix socket of the running agent, at which commands on the same host ask it; both ends. */
@NullMarked
package dev.portledger.agent.local;

import org.jspecify.annotations.NullMarked;

/** What the agent's tests share: real processes with real sockets. */
@NullMarked
package dev.portledger.agent.testing;

import org.jspecify.annotations.NullMarked;

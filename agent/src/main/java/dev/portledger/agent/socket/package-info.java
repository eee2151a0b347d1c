/** The table of the host's sockets: where it is read from, what changed since the last look, and whose they are. */
@NullMarked
package dev.portledger.agent.socket;

import org.jspecify.annotations.NullMarked;

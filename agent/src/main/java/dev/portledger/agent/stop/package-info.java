/** Frees a port for the server: evidence before, the host's policy, a journal before the act, and a verified outcome after it. */
@NullMarked
package dev.portledger.agent.stop;

import org.jspecify.annotations.NullMarked;

/** The agents as people look after them: how each is doing, who may connect, and by which keys. */
@NullMarked
package dev.portledger.server.agentadmin;

import org.jspecify.annotations.NullMarked;

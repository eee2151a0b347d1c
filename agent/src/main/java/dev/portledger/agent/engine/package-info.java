/** What the host's container engines say of their containers, asked on their API sockets. */
@NullMarked
package dev.portledger.agent.engine;

import org.jspecify.annotations.NullMarked;

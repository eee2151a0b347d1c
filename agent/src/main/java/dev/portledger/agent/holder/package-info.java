/** From a socket's inode to the processes that have it open, and from a process to its unit, container and user. */
@NullMarked
package dev.portledger.agent.holder;

import org.jspecify.annotations.NullMarked;

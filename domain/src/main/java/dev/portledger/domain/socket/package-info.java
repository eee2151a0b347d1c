/** Sockets in the kernel's terms: protocols, states, addresses, listeners and connections on their way out. */
@NullMarked
package dev.portledger.domain.socket;

import org.jspecify.annotations.NullMarked;

/** Who may come in and what they may do: sign-in, sessions, roles, and where requests may come from. */
@NullMarked
package dev.portledger.server.access;

import org.jspecify.annotations.NullMarked;

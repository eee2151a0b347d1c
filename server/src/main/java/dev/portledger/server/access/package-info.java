/** Who may come in and what they may do: people, their roles and tokens, sign-in, sessions, and where requests may come from. */
@NullMarked
package dev.portledger.server.access;

import org.jspecify.annotations.NullMarked;

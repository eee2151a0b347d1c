/** The protocol between agent and server: one sealed hierarchy each way, and its JSON. */
@NullMarked
package dev.portledger.domain.frame;

import org.jspecify.annotations.NullMarked;

/** Signatures: the keys that commands are signed with, and the receipts that hosts sign. */
@NullMarked
package dev.portledger.server.trust;

import org.jspecify.annotations.NullMarked;

/** Parts of the writing side by themselves. */
@NullMarked
package dev.portledger.server.ledger.write;

import org.jspecify.annotations.NullMarked;

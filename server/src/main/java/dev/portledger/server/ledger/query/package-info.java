/** Asks the ledger: who holds which port on which host, now or as of a time. */
@NullMarked
package dev.portledger.server.ledger.query;

import org.jspecify.annotations.NullMarked;

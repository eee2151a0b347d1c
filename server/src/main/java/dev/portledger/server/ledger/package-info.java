/** Holdings, coverage and connection counts: what hosts said, as intervals in the server's time. */
@NullMarked
package dev.portledger.server.ledger;

import org.jspecify.annotations.NullMarked;

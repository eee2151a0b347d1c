/** The writing side of the ledger: frames into intervals, many hosts per statement. */
@NullMarked
package dev.portledger.server.ledger.write;

import org.jspecify.annotations.NullMarked;

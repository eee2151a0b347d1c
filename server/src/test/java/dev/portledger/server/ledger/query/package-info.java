@NullMarked
package dev.portledger.server.ledger.query;

import org.jspecify.annotations.NullMarked;

/** Reading by plain SQL: statements put together from parts, and the transactions they run in. */
@NullMarked
package dev.portledger.server.sql;

import org.jspecify.annotations.NullMarked;

/** The server with a database that is late, goes away, or is full. */
@NullMarked
package dev.portledger.server.database;

import org.jspecify.annotations.NullMarked;

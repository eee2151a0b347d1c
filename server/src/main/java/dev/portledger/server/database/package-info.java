/** The database as the rest of the server sees it: migrated and there, away, or full. */
@NullMarked
package dev.portledger.server.database;

import org.jspecify.annotations.NullMarked;

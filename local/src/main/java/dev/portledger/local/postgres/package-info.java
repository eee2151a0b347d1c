/** The database of a local run: PostgreSQL's own programs, on files of ours. */
@NullMarked
package dev.portledger.local.postgres;

import org.jspecify.annotations.NullMarked;

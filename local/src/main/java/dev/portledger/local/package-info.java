/** Everything on one machine: PostgreSQL, server and agent as children of one process. */
@NullMarked
package dev.portledger.local;

import org.jspecify.annotations.NullMarked;

/** What the server takes for its work, measured from outside: a built server, a durable PostgreSQL, requests and frames. */
@NullMarked
package dev.portledger.bench.server;

import org.jspecify.annotations.NullMarked;

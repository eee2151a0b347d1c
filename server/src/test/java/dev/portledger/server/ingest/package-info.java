/** The agents' route with a real database and real sockets. */
@NullMarked
package dev.portledger.server.ingest;

import org.jspecify.annotations.NullMarked;

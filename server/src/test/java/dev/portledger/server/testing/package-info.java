/** What the server's tests run on: a real PostgreSQL. */
@NullMarked
package dev.portledger.server.testing;

import org.jspecify.annotations.NullMarked;

/** What holds for the server as a whole. */
@NullMarked
package dev.portledger.server;

import org.jspecify.annotations.NullMarked;

/** Exports: their rows as CSV, and how many are read at once. */
@NullMarked
package dev.portledger.server.export;

import org.jspecify.annotations.NullMarked;

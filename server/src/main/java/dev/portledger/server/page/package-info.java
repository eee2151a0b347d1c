/** Lists in pages: limits, and cursors that name the last row instead of a number of rows to skip. */
@NullMarked
package dev.portledger.server.page;

import org.jspecify.annotations.NullMarked;

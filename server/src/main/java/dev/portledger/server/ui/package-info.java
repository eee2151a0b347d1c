/** Hands out the console: one page for every address of it, and the files that it loads. */
@NullMarked
package dev.portledger.server.ui;

import org.jspecify.annotations.NullMarked;

/** Files that are there as a whole or not at all, also after a loss of power. */
@NullMarked
package dev.portledger.server.file;

import org.jspecify.annotations.NullMarked;

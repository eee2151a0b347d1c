/** What is said to the person who started it, and the statuses it ends with. */
@NullMarked
package dev.portledger.local.terminal;

import org.jspecify.annotations.NullMarked;

/** The fleet simulator and the comparisons. */
@NullMarked
package dev.portledger.bench;

import org.jspecify.annotations.NullMarked;

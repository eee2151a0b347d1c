/** Who has a socket open: processes by identity, and the unit or container that manages them. */
@NullMarked
package dev.portledger.domain.holder;

import org.jspecify.annotations.NullMarked;

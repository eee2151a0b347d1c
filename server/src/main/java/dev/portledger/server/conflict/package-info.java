/** Binds that failed: who wanted which port, who had it, why, and what became of it. */
@NullMarked
package dev.portledger.server.conflict;

import org.jspecify.annotations.NullMarked;

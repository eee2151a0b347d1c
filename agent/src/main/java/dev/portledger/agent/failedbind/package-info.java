/**
 * Failed binds: from the kernel's event to a report that names the claimant, the sockets in the way with their holders, and why.
 *
 * <pre>
 * events ──► queue ──► claimant ──► series ──► sockets in the way, diagnosis ──► reports, some at once, repeats folded
 * </pre>
 */
@NullMarked
package dev.portledger.agent.failedbind;

import org.jspecify.annotations.NullMarked;

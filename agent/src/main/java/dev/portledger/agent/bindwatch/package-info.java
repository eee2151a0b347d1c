/** What the kernel says when it happens: listeners that open and close, and binds that fail; and the ladder of sources. */
@NullMarked
package dev.portledger.agent.bindwatch;

import org.jspecify.annotations.NullMarked;

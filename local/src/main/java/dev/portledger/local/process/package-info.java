/** Child processes: how they are started, watched, restarted and ended. */
@NullMarked
package dev.portledger.local.process;

import org.jspecify.annotations.NullMarked;

/** How a port is freed: target by identity, method, progress and verified outcome. */
@NullMarked
package dev.portledger.domain.stop;

import org.jspecify.annotations.NullMarked;

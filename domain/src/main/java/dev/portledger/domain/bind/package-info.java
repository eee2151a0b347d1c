/** Will this bind(2) succeed, and if not, what is in the way: the kernel's own rule, evaluated with what is known. */
@NullMarked
package dev.portledger.domain.bind;

import org.jspecify.annotations.NullMarked;

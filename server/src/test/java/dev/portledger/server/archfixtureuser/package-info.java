/** A feature that breaks the rules of {@code ServerArchTest}, to show that it would notice. */
@NullMarked
package dev.portledger.server.archfixtureuser;

import org.jspecify.annotations.NullMarked;

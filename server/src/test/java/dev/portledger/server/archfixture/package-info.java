/** A feature with an entity, for {@code ServerArchTest}. */
@NullMarked
package dev.portledger.server.archfixture;

import org.jspecify.annotations.NullMarked;

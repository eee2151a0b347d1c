/** The other half of a cycle. */
@NullMarked
package dev.portledger.agent.archfixture.right;

import org.jspecify.annotations.NullMarked;

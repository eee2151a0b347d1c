/** One half of a cycle. */
@NullMarked
package dev.portledger.agent.archfixture.left;

import org.jspecify.annotations.NullMarked;

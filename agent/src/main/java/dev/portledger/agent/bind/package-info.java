/** The facts of this host for the bind rule. */
@NullMarked
package dev.portledger.agent.bind;

import org.jspecify.annotations.NullMarked;

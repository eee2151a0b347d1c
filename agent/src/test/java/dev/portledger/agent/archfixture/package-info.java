/** Classes that break the rules of {@code AgentArchTest}, to show that it would notice. */
@NullMarked
package dev.portledger.agent.archfixture;

import org.jspecify.annotations.NullMarked;

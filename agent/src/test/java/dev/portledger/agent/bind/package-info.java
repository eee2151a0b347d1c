/** The bind rule beside the kernel's own answers, in network namespaces of the tests' own. */
@NullMarked
package dev.portledger.agent.bind;

import org.jspecify.annotations.NullMarked;

/** System calls, by the one way into the kernel that {@code netlink} and {@code bpf} share, and mounts of one's own. */
@NullMarked
package dev.portledger.agent.kernel;

import org.jspecify.annotations.NullMarked;

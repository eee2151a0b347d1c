/** Foreign-function bindings to the kernel: sock_diag, pidfd, descriptors of processes, cgroup handles, namespaces. */
@NullMarked
package dev.portledger.agent.netlink;

import org.jspecify.annotations.NullMarked;

package dev.portledger.agent.holder;

import dev.portledger.agent.netlink.Namespace;
import java.io.IOException;
import java.nio.file.Path;

/** The pid namespace of this process (pid_namespaces(7)). */
final class PidNamespace {

    /** PROC_PID_INIT_INO of include/linux/proc_ns.h: the same on every host. */
    private static final long INITIAL = 0xEFFF_FFFCL;

    private PidNamespace() {}

    /** Whether every process of the host is visible from here, as in a container with the host's pid namespace. */
    static boolean isInitial() throws IOException {
        return Namespace.inode(Path.of("/proc/self/ns/pid")) == INITIAL;
    }
}

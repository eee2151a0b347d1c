package dev.portledger.agent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Capabilities that are asked about here (capabilities(7), include/uapi/linux/capability.h). */
public enum Capability {
    CAP_NET_BIND_SERVICE(10),
    CAP_SYS_PTRACE(19),
    CAP_SYS_ADMIN(21);

    private static final String EFFECTIVE = "CapEff:";

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Those of the named ones that are not in effect for this process. @throws IOException if that can't be read */
    public static Set<Capability> missing(Capability... wanted) throws IOException {
        return missing(Files.readString(Path.of("/proc/self/status")), wanted);
    }

    /** @param status the text of proc_pid_status(5) */
    static Set<Capability> missing(String status, Capability... wanted) throws IOException {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        for (Capability one : wanted) {
            if (!one.in(status).orElseThrow(() -> new IOException("/proc/self/status tells no capabilities"))) {
                missing.add(one);
            }
        }
        return missing;
    }

    /**
     * Whether it is in effect for a process; empty where that is not told.
     *
     * @param status the text of its {@code /proc/PID/status} (proc_pid_status(5))
     */
    public Optional<Boolean> in(String status) {
        return status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> line.substring(EFFECTIVE.length()).strip())
                .map(mask -> (Long.parseUnsignedLong(mask, 16) >>> bit & 1) == 1)
                .findFirst();
    }
}

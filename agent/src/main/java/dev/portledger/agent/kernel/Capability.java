package dev.portledger.agent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Capabilities that are asked about here (capabilities(7), include/uapi/linux/capability.h). */
public enum Capability {
    CAP_SYS_PTRACE(19),
    CAP_SYS_ADMIN(21);

    private static final String EFFECTIVE = "CapEff:";

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Those of the named ones that are not in effect for this process. @throws IOException if that can't be read */
    public static Set<Capability> missing(Capability... wanted) throws IOException {
        return missing(Files.readAllLines(Path.of("/proc/self/status")), wanted);
    }

    /** @param status the lines of proc_pid_status(5) */
    static Set<Capability> missing(List<String> status, Capability... wanted) throws IOException {
        long effective = status.stream()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status tells no capabilities"));
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        Arrays.stream(wanted).filter(one -> (effective >>> one.bit & 1) == 0).forEach(missing::add);
        return missing;
    }
}

package dev.portledger.agent.holder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** CAP_NET_BIND_SERVICE of a process (capabilities(7)). */
public final class BindPrivilege {

    private static final String EFFECTIVE = "CapEff:";
    private static final int CAP_NET_BIND_SERVICE = 10;

    private BindPrivilege() {}

    /**
     * Whether a process has it now; empty where it has ended or may not be read, and where it is in another user namespace, whose
     * capabilities do not count for the host's ports.
     */
    public static Optional<Boolean> of(int pid) {
        Path process = Path.of("/proc", Integer.toString(pid));
        try {
            Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/user"));
            return Files.readSymbolicLink(process.resolve("ns/user")).equals(own)
                    ? in(Files.readString(process.resolve("status")))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param status the text of {@code /proc/PID/status} (proc_pid_status(5)) */
    public static Optional<Boolean> in(String status) {
        return status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> line.substring(EFFECTIVE.length()).strip())
                .map(mask -> (Long.parseUnsignedLong(mask, 16) >>> CAP_NET_BIND_SERVICE & 1) == 1)
                .findFirst();
    }
}

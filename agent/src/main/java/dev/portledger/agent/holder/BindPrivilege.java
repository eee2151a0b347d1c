package dev.portledger.agent.holder;

import static dev.portledger.agent.kernel.Capability.CAP_NET_BIND_SERVICE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** CAP_NET_BIND_SERVICE of a process (capabilities(7)). */
public final class BindPrivilege {

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
                    ? CAP_NET_BIND_SERVICE.in(Files.readString(process.resolve("status")))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.portledger.agent.socket;

import dev.portledger.agent.kernel.ProcSys;
import dev.portledger.domain.bind.PortRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * The ports that the kernel gives to clients, {@code net.ipv4.ip_local_port_range} (ip(7)), less those on which a listener
 * was seen.
 */
final class EphemeralPorts {

    private static final int LONGEST = 64;

    private final Path file;
    private final BitSet listened = new BitSet(65_536);
    private PortRange range;

    EphemeralPorts(Path file) throws IOException {
        this.file = file;
        range = read(file);
    }

    /** Reads the range again; an administrator may change it at any time. */
    void refresh() throws IOException {
        range = read(file);
    }

    private static PortRange read(Path file) throws IOException {
        String text = ProcSys.read(file, LONGEST);
        return PortRange.ofPair(text).orElseThrow(() -> new IOException(file + " holds no range of ports: " + text));
    }

    /** Something listens on this port, so its connections are those of a server from now on. */
    void sawListener(int port) {
        listened.set(port);
    }

    boolean contains(int port) {
        return range.contains(port) && !listened.get(port);
    }
}

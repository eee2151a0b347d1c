package dev.portledger.agent.socket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that the kernel gives to clients, {@code net.ipv4.ip_local_port_range} (ip(7)), less those on which a listener
 * was seen.
 */
final class EphemeralPorts {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})\\s+(\\d{1,5})\\s*");

    private final Path file;
    private final BitSet listened = new BitSet(65_536);
    private int first;
    private int last;

    EphemeralPorts(Path file) throws IOException {
        this.file = file;
        refresh();
    }

    /** Reads the range again; an administrator may change it at any time. */
    void refresh() throws IOException {
        byte[] bytes = new byte[64];
        int length;
        try (InputStream in = Files.newInputStream(file)) {
            length = Math.max(0, in.read(bytes)); // numbers under /proc/sys come whole in one read, or not at all
        }
        String text = new String(bytes, 0, length, StandardCharsets.US_ASCII);
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            throw new IOException(file + " holds no range of ports: " + text.strip());
        }
        first = Integer.parseInt(matcher.group(1));
        last = Integer.parseInt(matcher.group(2));
    }

    /** Something listens on this port, so its connections are those of a server from now on. */
    void sawListener(int port) {
        listened.set(port);
    }

    boolean contains(int port) {
        return port >= first && port <= last && !listened.get(port);
    }
}

package dev.portledger.agent.socket;

import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The sockets of the host's network namespace that matter for binding: TCP in LISTEN, bound UDP, and counts of TCP
 * connections in TIME_WAIT and on their way out.
 *
 * <p>Each {@link #look} reads the kernel's table and tells the differences; what is known already costs neither memory
 * nor a look at {@code /proc}. May be used from several threads; calls wait for each other, none longer than a dump and a
 * walk over the host's processes (some ten milliseconds).
 */
public final class SocketTable implements AutoCloseable {

    /**
     * @param connectionsEvery how often connections are counted, which is dearer than listing listeners
     * @param unwatchedAfter a longer time between two looks counts as not watched
     */
    public record Settings(Duration connectionsEvery, Duration unwatchedAfter) {
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    /**
     * @param clock what all times are told by
     * @throws IOException when neither sock_diag nor {@code /proc/net} can be read
     */
    public static SocketTable open(Settings settings, HostClock clock) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the table and tells what is different.
     *
     * @throws IOException when the sockets could not be read this time; the table stays as it was, and the next look
     *     tells the differences to the last one that succeeded
     */
    public Look look() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The whole table as of the last look. @throws IllegalStateException before the first look */
    public TableState state() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads one port anew, past every cache; the table and the differences the next look tells are not touched.
     *
     * @param port 1 to 65535
     */
    public PortView inspect(Protocol protocol, int port) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** What can be seen on this host and what not: {@code sock_diag, holders, cgroup2, bound_inactive, events}. */
    public List<Facility> facilities() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}

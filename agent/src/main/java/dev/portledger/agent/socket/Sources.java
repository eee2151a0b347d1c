package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The source in use for each protocol: sock_diag, or {@code /proc/net} where the kernel refuses it. Chosen once, because the
 * two know a socket by different numbers, and a change would look as if everything had been closed and opened again.
 */
final class Sources implements AutoCloseable {

    /** A dump of this port tells whether the facility works. */
    private static final int PROBED_PORT = 1;

    private final SocketSource tcp;
    private final SocketSource udp;
    private final List<Facility> facilities;
    private final boolean showsBoundInactive;

    private Sources(SocketSource tcp, SocketSource udp, Facility sockDiag) {
        this.tcp = tcp;
        this.udp = udp;
        Facility bound = BoundInactive.probe(tcp);
        showsBoundInactive = bound.available();
        facilities = List.of(sockDiag, bound);
    }

    /** @throws IOException when neither can be read */
    static Sources open() throws IOException {
        ProcNetSource procNet = new ProcNetSource(Path.of("/proc/net"));
        SockDiagSource sockDiag;
        try {
            sockDiag = SockDiagSource.open();
        } catch (IOException e) {
            return procNet(procNet, e);
        }
        Optional<IOException> noTcp = probe(sockDiag, Protocol.TCP);
        Optional<IOException> noUdp = probe(sockDiag, Protocol.UDP);
        if (noTcp.isPresent()) {
            sockDiag.close();
            return procNet(procNet, noTcp.get());
        }
        return noUdp.isPresent()
                ? new Sources(sockDiag, procNet, refused("TCP by sock_diag, UDP by /proc/net", noUdp.get()))
                : new Sources(
                        sockDiag,
                        sockDiag,
                        new Facility("sock_diag", true, "sockets are read by sock_diag", Optional.empty()));
    }

    private static Optional<IOException> probe(SocketSource source, Protocol protocol) {
        try {
            source.listeners(protocol, PROBED_PORT, row -> {});
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Reads {@code /proc/net} only. */
    static Sources procNet(ProcNetSource source, IOException why) throws IOException {
        for (Protocol protocol : Protocol.values()) {
            source.listeners(protocol, PROBED_PORT, row -> {});
        }
        return new Sources(source, source, refused("TCP and UDP by /proc/net", why));
    }

    private static Facility refused(String instead, IOException why) {
        return new Facility(
                "sock_diag",
                false,
                instead + ", since the kernel refused: " + why.getMessage(),
                Optional.of("sockets are told apart by inode only, which is reused; interfaces, v6only and the limit of"
                        + " the accept queue are not seen; each look costs a hundred times as much"));
    }

    void listeners(Protocol protocol, int port, RowSink sink) throws IOException {
        (protocol == Protocol.TCP ? tcp : udp).listeners(protocol, port, sink);
    }

    void connections(int port, RowSink sink) throws IOException {
        tcp.connections(port, sink);
    }

    /** Lists TCP sockets that are bound to the port and do not listen, see {@link #showsBoundInactive}. */
    void boundInactive(int port, RowSink sink) throws IOException {
        tcp.boundInactive(port, sink);
    }

    /** Whether the kernel shows such sockets; where not, that none is listed says nothing. */
    boolean showsBoundInactive() {
        return showsBoundInactive;
    }

    /** What is read of one network namespace: the agent's own. */
    Realm realm(long netns, DeviceCache devices) {
        return new Realm(netns, devices, tcp, udp);
    }

    /** By which sources of other network namespaces are made; empty where sock_diag is refused for one protocol or both. */
    Optional<SockDiagSource> model() {
        return tcp == udp && tcp instanceof SockDiagSource sockDiag ? Optional.of(sockDiag) : Optional.empty();
    }

    List<Facility> facilities() {
        return facilities;
    }

    @Override
    public void close() {
        tcp.close();
        udp.close();
    }
}

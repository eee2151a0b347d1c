package dev.portledger.agent.bind;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.DeviceNames;
import dev.portledger.agent.netlink.DiagRequest;
import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SockDiag;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.HostSockets;
import dev.portledger.domain.bind.HostSockets.Unseen;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads every socket that may be in the way of a bind, as sock_diag tells it: SO_REUSEADDR, SO_REUSEPORT and how a connection
 * came about are not told ({@link LiveFlags} asks for the flags). For one thread at a time.
 */
public final class BoundSocketReader {

    /** All but NEW_SYN_RECV: a half-open connection holds no port of its own. */
    private static final Set<TcpState> TCP_STATES = EnumSet.complementOf(EnumSet.of(TcpState.NEW_SYN_RECV));

    private static final int UDP_STATES = TcpState.CLOSE.mask() | TcpState.ESTABLISHED.mask();
    private static final int TIMER_OF_TIME_WAIT = 3;

    private final SockDiag sockDiag;
    private final boolean listsBound;

    /**
     * What is on a port.
     *
     * @param wanted by what the holders of each are found; those that no process can have open are missing
     */
    public record Seen(HostSockets sockets, Map<SocketId, HolderFinder.Wanted> wanted) {
        public Seen {
            wanted = Map.copyOf(wanted);
        }
    }

    private BoundSocketReader(SockDiag sockDiag, boolean listsBound) {
        this.sockDiag = sockDiag;
        this.listsBound = listsBound;
    }

    /**
     * @param sockDiag of the network namespace of this thread; it stays the caller's
     * @throws IOException if sock_diag cannot be asked
     */
    public static BoundSocketReader on(SockDiag sockDiag) throws IOException {
        return new BoundSocketReader(sockDiag, listsBound(sockDiag));
    }

    /**
     * One that lists the same kinds of sockets.
     *
     * @param other of another network namespace; it stays the caller's
     */
    BoundSocketReader alike(SockDiag other) {
        return new BoundSocketReader(other, listsBound);
    }

    /** Whether the kernel lists sockets that are bound and do not listen (6.8 and later), tried with one. */
    private static boolean listsBound(SockDiag sockDiag) throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) probe.getLocalAddress()).getPort();
            List<Integer> seen = new ArrayList<>();
            sockDiag.dump(DiagRequest.tcp(EnumSet.of(TcpState.BOUND_INACTIVE), port), row -> seen.add(row.port()));
            return !seen.isEmpty();
        }
    }

    /**
     * The sockets on one port, or on all.
     *
     * @param port 1 to 65535, or 0 for all
     * @param at now, by the agent's clock
     */
    public Seen read(Protocol protocol, int port, Instant at) throws IOException {
        Found found = new Found(protocol, at);
        if (protocol == Protocol.UDP) {
            for (IpFamily family : IpFamily.values()) {
                found.add(new DiagRequest(protocol, Optional.of(family), UDP_STATES, port));
            }
            return new Seen(HostSockets.all(found.sockets), found.wanted);
        }
        found.add(DiagRequest.tcp(TCP_STATES, port));
        Set<Unseen> unseen = listsBound ? Set.of() : Set.of(Unseen.BOUND_NOT_LISTENING);
        return new Seen(new HostSockets(found.sockets, unseen), found.wanted);
    }

    private final class Found {
        private final Protocol protocol;
        private final Instant at;
        private final List<BoundSocket> sockets = new ArrayList<>();
        private final Map<SocketId, HolderFinder.Wanted> wanted = new HashMap<>();

        Found(Protocol protocol, Instant at) {
            this.protocol = protocol;
            this.at = at;
        }

        void add(DiagRequest request) throws IOException {
            int before = sockets.size();
            sockDiag.dump(request, new RowSink() {
                @Override
                public void begin() {
                    sockets.subList(before, sockets.size()).clear();
                }

                @Override
                public void row(SocketRow row) {
                    // Linux 6.18 leaves the port of the request aside where it lists bound sockets
                    if (row.port() != 0 && (request.port() == 0 || row.port() == request.port())) {
                        BoundSocket socket = socket(protocol, row, at);
                        sockets.add(socket);
                        row.inode().ifPresent(inode -> wanted.put(row.id(), wanted(inode, row, socket)));
                    }
                }
            });
        }

        private static HolderFinder.Wanted wanted(long inode, SocketRow row, BoundSocket socket) {
            return new HolderFinder.Wanted(
                    inode, row.cgroupId().stream().boxed().findFirst(), socket.protocol(), socket.endpoint());
        }
    }

    private static BoundSocket socket(Protocol protocol, SocketRow row, Instant at) {
        boolean timeWaitOnly = row.timer() == TIMER_OF_TIME_WAIT;
        IpAddress address = new IpAddress(row.family(), row.addressHigh(), row.addressLow());
        Optional<String> device = row.device() == 0 ? Optional.empty() : Optional.of(DeviceNames.name(row.device()));
        return new BoundSocket(
                Optional.of(row.id()),
                protocol,
                new LocalEndpoint(address, device, row.port()),
                state(protocol, row),
                timeWaitOnly,
                row.v6Only(),
                ReuseFlags.UNKNOWN,
                timeWaitOnly ? Optional.empty() : Optional.of(row.uid()),
                Optional.empty(),
                timeWaitOnly ? Optional.of(at.plusMillis(row.expiresMillis())) : Optional.empty());
    }

    /** The reply gives other states their old names: bound sockets are CLOSE, half-open connections SYN_RECV. */
    private static TcpState state(Protocol protocol, SocketRow row) {
        TcpState state = TcpState.of(row.state()).orElse(TcpState.ESTABLISHED);
        if (protocol == Protocol.TCP && state == TcpState.CLOSE) {
            return TcpState.BOUND_INACTIVE;
        }
        return state == TcpState.SYN_RECV && row.inode().isEmpty() ? TcpState.NEW_SYN_RECV : state;
    }
}

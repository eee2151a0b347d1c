package dev.portledger.agent.bind;

import dev.portledger.agent.bind.Holding.Made;
import dev.portledger.agent.bind.Holding.Untold;
import dev.portledger.domain.bind.Origin;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes holders by the system calls that make them in life. */
final class HoldingMaker {

    private static final int SMALL = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NetworkSpace space;
    private final KernelSockets kernel;
    private final Duration patience;

    HoldingMaker(NetworkSpace space) {
        this(space, PATIENCE);
    }

    /** @param patience how long to wait for a connection until it must have gone elsewhere */
    HoldingMaker(NetworkSpace space, Duration patience) {
        this.space = space;
        this.patience = patience;
        kernel = space.kernel();
    }

    /** The kernel did not let the holder be; nothing is left of it. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(Object what, int errno) {
            super(what + ": errno " + errno);
        }
    }

    /** A connection went to another socket than the scene wants. */
    static final class SpoiledException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SpoiledException(Object what, int errno) {
            super(what + ": errno " + errno);
        }
    }

    /**
     * @throws RefusedException the kernel refused, mostly since something else has the port
     * @throws SpoiledException something else answered
     */
    Made make(Holding holding, int port) {
        return switch (holding.kind()) {
            case BOUND, UDP_BOUND -> made(port, bound(holding, port), holding, Optional.empty());
            case BOUND_THEN_CONNECTED, UDP_BOUND_THEN_CONNECTED -> boundThenConnected(holding, port);
            case CONNECTED, CONNECTED_TIME_WAIT, SYN_SENT, UDP_CONNECTED -> connected(holding, port);
            default -> served(holding, port, listening(holding, port));
        };
    }

    /** A socket with everything set that has to be set before bind(2). */
    int open(Protocol protocol, Place place, ReuseFlags flags, int uid) {
        kernel.actAs(uid);
        int socket = kernel.socket(protocol, place.family());
        kernel.actAs(0);
        place.v6Only()
                .ifPresent(only -> kernel.set(socket, KernelSockets.SOL_IPV6, KernelSockets.IPV6_V6ONLY, only ? 1 : 0));
        if (flags.reuseAddr().orElseThrow()) {
            kernel.set(socket, KernelSockets.SOL_SOCKET, KernelSockets.SO_REUSEADDR, 1);
        }
        if (flags.reusePort().orElseThrow()) {
            kernel.set(socket, KernelSockets.SOL_SOCKET, KernelSockets.SO_REUSEPORT, 1);
        }
        return socket;
    }

    private int bound(Holding holding, int port) {
        int socket = open(holding.kind().protocol(), holding.place(), holding.flags(), holding.uid());
        closeIfRefused(holding, socket, kernel.bind(socket, holding.place().address(), port));
        return socket;
    }

    private int listening(Holding holding, int port) {
        int socket = bound(holding, port);
        kernel.set(socket, KernelSockets.SOL_SOCKET, KernelSockets.SO_SNDBUF, SMALL);
        closeIfRefused(holding, socket, kernel.listen(socket, 8));
        return socket;
    }

    private void closeIfRefused(Holding holding, int socket, int result) {
        if (result < 0) {
            kernel.close(socket);
            throw new RefusedException(holding, -result);
        }
    }

    private Made boundThenConnected(Holding holding, int port) {
        int socket = bound(holding, port);
        closeIfRefused(holding, socket, kernel.connect(socket, holding.place().reachable(), NetworkSpace.SERVER_PORT));
        if (holding.kind().protocol() == Protocol.TCP) {
            awaitServer();
        }
        return made(port, socket, holding, Optional.of(Origin.BIND));
    }

    private Made connected(Holding holding, int port) {
        int socket = open(holding.kind().protocol(), holding.place(), holding.flags(), holding.uid());
        space.ports(socket, port, port);
        boolean toNobody = holding.kind() == HolderKind.SYN_SENT;
        int target = toNobody ? space.fullPort() : NetworkSpace.SERVER_PORT;
        closeIfRefused(holding, socket, kernel.connect(socket, holding.place().reachable(), target));
        Made made = made(port, socket, holding, Optional.of(Origin.CONNECT));
        if (holding.kind().protocol() == Protocol.TCP && !toNobody) {
            int serversSide = awaitServer();
            if (holding.kind() == HolderKind.CONNECTED_TIME_WAIT) {
                kernel.close(socket);
                closeAfterFin(serversSide);
            }
        }
        return made;
    }

    private Made served(Holding holding, int port, int listener) {
        Map<Long, Untold> untold = new HashMap<>();
        tell(untold, listener, holding, Optional.empty());
        if (holding.kind() == HolderKind.LISTEN) {
            return new Made(port, untold);
        }
        IpFamily family = holding.place().family();
        int client = space.client(family);
        kernel.set(client, KernelSockets.SOL_SOCKET, KernelSockets.SO_RCVBUF, SMALL);
        int connected = kernel.connect(client, holding.place().reachable(), port);
        if (connected < 0) {
            throw new SpoiledException(holding, -connected);
        }
        kernel.actAs(holding.uid());
        int accepted = await(listener);
        kernel.actAs(0);
        tell(untold, accepted, holding, Optional.of(Origin.ACCEPT));
        if (holding.kind() != HolderKind.LISTEN_WITH_CONNECTION) {
            untold.remove(kernel.cookie(listener));
            kernel.close(listener);
        }
        lead(holding.kind(), accepted, client);
        return new Made(port, untold);
    }

    /** Leads an accepted connection to its state. */
    private void lead(HolderKind kind, int accepted, int client) {
        switch (kind) {
            case CLOSE_WAIT -> kernel.shutdownOutput(client);
            case FIN_WAIT2 -> kernel.shutdownOutput(accepted);
            case FIN_WAIT2_CLOSED -> kernel.close(accepted);
            case TIME_WAIT -> {
                kernel.close(accepted);
                closeAfterFin(client);
            }
            case PEER_TIME_WAIT -> {
                kernel.close(client);
                closeAfterFin(accepted);
            }
            case FIN_WAIT1 -> {
                kernel.fill(accepted);
                kernel.close(accepted);
            }
            case CLOSING -> {
                kernel.fill(accepted);
                kernel.close(accepted);
                kernel.shutdownOutput(client);
            }
            case LAST_ACK -> {
                kernel.fill(accepted);
                kernel.shutdownOutput(client);
                kernel.close(accepted);
            }
            default -> {
                // it is there already
            }
        }
    }

    /** Closing before the peer's FIN is there would be a simultaneous close, which ends in TIME_WAIT on both sides. */
    private void closeAfterFin(int socket) {
        kernel.awaitReadable(socket, patience);
        kernel.close(socket);
    }

    private Made made(int port, int socket, Holding holding, Optional<Origin> origin) {
        Map<Long, Untold> untold = new HashMap<>();
        tell(untold, socket, holding, origin);
        return new Made(port, untold);
    }

    private void tell(Map<Long, Untold> untold, int socket, Holding holding, Optional<Origin> origin) {
        boolean ipv6 = holding.place().family() == IpFamily.IPV6;
        Optional<Boolean> only = ipv6 ? Optional.of(kernel.isV6Only(socket)) : Optional.empty();
        untold.put(kernel.cookie(socket), new Untold(only, origin, holding.flags()));
    }

    private int awaitServer() {
        return await(space.server());
    }

    /** The kernel delivers on loopback by itself, under load a little later. */
    private int await(int listener) {
        int accepted = kernel.accept(listener);
        if (accepted == -KernelSockets.EAGAIN) {
            kernel.awaitReadable(listener, patience);
            accepted = kernel.accept(listener);
        }
        if (accepted < 0) {
            throw new SpoiledException("nothing to accept at " + kernel.localEndpoint(listener), -accepted);
        }
        return accepted;
    }
}

package dev.portledger.domain.bind;

import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.TcpState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sockets and attempts on port 8080 for examples: of user 1000, dual-stack, listening. */
final class Sockets {

    static final int PORT = 8080;
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final ReuseFlags ADDR = ReuseFlags.of(true, false);
    static final ReuseFlags PORT_FLAG = ReuseFlags.of(false, true);

    static final HostSettings HOST = new HostSettings(
            Optional.of(1024),
            Optional.of(List.of(
                    new LocalPrefix(IpAddress.parse("127.0.0.0"), 8, "lo"),
                    new LocalPrefix(IpAddress.parse("::1"), 128, "lo"))),
            Optional.of(false),
            Optional.of(false),
            Optional.of(Map.of()));

    private Sockets() {}

    static BindAttempt attempt(String address, ReuseFlags flags) {
        return attempt(address, PORT, flags);
    }

    static BindAttempt attempt(String address, int port, ReuseFlags flags) {
        IpAddress parsed = IpAddress.parse(address);
        return new BindAttempt(
                Protocol.TCP,
                new LocalEndpoint(parsed, port),
                parsed.family() == IpFamily.IPV6 ? Optional.of(false) : Optional.empty(),
                flags,
                Optional.of(1000L),
                Optional.of(false),
                false,
                true);
    }

    static BoundSocket socket(String address, TcpState state, ReuseFlags flags) {
        IpAddress parsed = IpAddress.parse(address);
        boolean timeWait = state == TcpState.TIME_WAIT;
        boolean told =
                parsed.family() == IpFamily.IPV6 && (state == TcpState.LISTEN || state == TcpState.BOUND_INACTIVE);
        return new BoundSocket(
                Optional.of(new SocketId.Cookie(7)),
                Protocol.TCP,
                new LocalEndpoint(parsed, PORT),
                state,
                timeWait,
                told ? Optional.of(!parsed.isWildcard()) : Optional.empty(),
                flags,
                timeWait ? Optional.empty() : Optional.of(1000L),
                Optional.empty(),
                timeWait ? Optional.of(NOW.plusSeconds(42)) : Optional.empty());
    }

    static BoundSocket listener(String address, ReuseFlags flags) {
        return socket(address, TcpState.LISTEN, flags);
    }

    static BindVerdict bind(BindAttempt attempt, BoundSocket... sockets) {
        return BindRule.bind(attempt, HostSockets.all(List.of(sockets)), HOST);
    }
}

package dev.portledger.server.testing;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.Backlog;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Listeners as tests need them. */
public final class Listeners {

    public static final long NETNS = 4_026_531_840L;

    private static final UUID BOOT = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private Listeners() {}

    public static SocketKey tcp(int port, long cookie) {
        return new SocketKey(
                NETNS,
                Protocol.TCP,
                new LocalEndpoint(IpAddress.parse("127.0.0.1"), port),
                new SocketId.Cookie(cookie));
    }

    /** A TCP listener on loopback, held by a process of the unit {@code demo.service}. */
    public static Listener listener(int port, long cookie) {
        return heldBy(tcp(port, cookie), "demo", 1_000 + (int) (cookie % 30_000));
    }

    public static Listener heldBy(SocketKey key, String comm, int pid) {
        return with(key, holder(comm, pid));
    }

    public static Listener with(SocketKey key, Holder... holders) {
        return new Listener(
                key,
                Optional.empty(),
                1000,
                Optional.of(777L),
                Optional.of(new Backlog(0, 128)),
                Optional.empty(),
                new Holders.Known(List.of(holders)));
    }

    public static Holder holder(String comm, int pid) {
        return new Holder(
                new ProcessIdentity(BOOT, pid, pid * 10L),
                Instant.parse("2026-01-01T00:00:00Z"),
                1,
                comm,
                Optional.of("/usr/bin/" + comm),
                Optional.of("/usr/bin/" + comm + " --serve"),
                new User(1000, Optional.of("demo")),
                new Management.Unit("demo.service", Optional.empty()),
                List.of(3));
    }
}

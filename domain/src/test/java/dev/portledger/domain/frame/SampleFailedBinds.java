package dev.portledger.domain.frame;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.bind.UnitState;
import dev.portledger.domain.bind.Warning;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.TcpState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Failed binds: one of which everything is known, and one of which hardly anything is. */
final class SampleFailedBinds {

    private static final UUID BOOT = UUID.fromString("0d9f4d1a-6a54-4c1a-8a8e-0c2f9a1b3e55");
    private static final Instant AT = Instant.parse("2026-11-17T03:14:15.926535Z");

    private SampleFailedBinds() {}

    static FailedBindSeries restartLoop() {
        return new FailedBindSeries(
                UUID.fromString("9a4f0d52-7c11-4a1e-8f5e-3b1d2c4e5f60"),
                AT.minusSeconds(70),
                AT,
                14,
                FailedBindSeries.Call.BIND,
                new BindAttempt(
                        Protocol.TCP,
                        new LocalEndpoint(IpAddress.parse("::"), 8080),
                        Optional.of(false),
                        ReuseFlags.of(true, false),
                        Optional.of(1002L),
                        Optional.of(false),
                        false,
                        true),
                Optional.of(98),
                Optional.of(4_026_531_840L),
                new Claimant(
                        1203,
                        Optional.of(new ProcessIdentity(BOOT, 1203, 9_100_000)),
                        Optional.of(AT.minusSeconds(1)),
                        "node",
                        Optional.of("/usr/bin/node"),
                        Optional.of("node server.js --token ***"),
                        Optional.of(new User(1002, Optional.of("dev"))),
                        new Management.Unit("shop.service", Optional.empty()),
                        Optional.of(new Claimant.Parent(1, Optional.of("systemd")))),
                List.of(
                        new HeldSocket(
                                new BoundSocket(
                                        Optional.of(new SocketId.Cookie(4097)),
                                        Protocol.TCP,
                                        new LocalEndpoint(IpAddress.parse("10.0.0.5"), 8080),
                                        TcpState.LISTEN,
                                        false,
                                        Optional.empty(),
                                        ReuseFlags.UNKNOWN,
                                        Optional.of(1001L),
                                        Optional.empty(),
                                        Optional.empty()),
                                new Holders.Known(List.of(java()))),
                        new HeldSocket(
                                new BoundSocket(
                                        Optional.of(new SocketId.Cookie(4099)),
                                        Protocol.TCP,
                                        new LocalEndpoint(IpAddress.parse("10.0.0.5"), 8080),
                                        TcpState.TIME_WAIT,
                                        true,
                                        Optional.empty(),
                                        ReuseFlags.UNKNOWN,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(AT.plusSeconds(42))),
                                new Holders.Known(List.of()))),
                30,
                Optional.of(new Diagnosis(
                        new Cause.Service(
                                "orders.service",
                                Optional.empty(),
                                java(),
                                new LocalEndpoint(IpAddress.parse("10.0.0.5"), 8080),
                                Optional.of(new UnitState(
                                        "orders.service", "active", Optional.of("always"), List.of("orders.socket")))),
                        List.of(new Cause.TimeWaitOnly(
                                1, Optional.of(AT.plusSeconds(42)), Optional.of(true), Optional.empty())),
                        "orders.service has 10.0.0.5:8080.",
                        List.of("It is active; what would start it again: Restart=always."),
                        "Stop the service.",
                        List.of(new ShellCommand(List.of("systemctl", "stop", "--", "orders.service"))),
                        List.of(Warning.KILL_MANAGED),
                        List.of("Not known: SO_REUSEADDR of the socket that is there."))));
    }

    /** Tried by a process that was gone when it was looked at, on a host that tells neither the error nor the namespace. */
    static FailedBindSeries endedBefore() {
        return new FailedBindSeries(
                UUID.fromString("9a4f0d52-7c11-4a1e-8f5e-3b1d2c4e5f61"),
                AT,
                AT,
                1,
                FailedBindSeries.Call.BIND,
                new BindAttempt(
                        Protocol.UDP,
                        new LocalEndpoint(IpAddress.parse("fe80::1"), Optional.of("eth0"), 53),
                        Optional.empty(),
                        ReuseFlags.UNKNOWN,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false),
                Optional.empty(),
                Optional.empty(),
                new Claimant(
                        1204,
                        Optional.empty(),
                        Optional.empty(),
                        "dns\uFFFD",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Management.Unknown("the process had ended"),
                        Optional.empty()),
                List.of(),
                0,
                Optional.empty());
    }

    private static Holder java() {
        return new Holder(
                new ProcessIdentity(BOOT, 4121, 8_812_345),
                Instant.parse("2026-11-02T00:28:43.450Z"),
                1,
                "java",
                Optional.of("/usr/lib/jvm/java-25/bin/java"),
                Optional.of("java -jar orders.jar"),
                new User(1001, Optional.of("app")),
                new Management.Unit("orders.service", Optional.empty()),
                List.of(7));
    }
}

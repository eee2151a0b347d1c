package dev.portledger.server.testing;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.bind.ShellCommand;
import dev.portledger.domain.bind.Warning;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Somebody who wants a TCP port of a {@link TestingAgent}'s host and does not get it, again and again. */
public final class TestingClaim {

    private final TestingAgent agent;
    private final int port;
    private final UUID id = UUID.randomUUID();
    private String comm = "node";
    private Optional<String> cmdline = Optional.of("node server.js");
    private Management management = new Management.Unit("shop.service", Optional.empty());
    private Optional<Cause> cause = Optional.of(new Cause.Unknown("a test says so"));
    private List<HeldSocket> inTheWay = new ArrayList<>();
    private Optional<Instant> firstAt = Optional.empty();

    public TestingClaim(TestingAgent agent, int port) {
        this.agent = agent;
        this.port = port;
    }

    public TestingClaim by(String name) {
        comm = name;
        return this;
    }

    public TestingClaim cmdline(String text) {
        cmdline = Optional.of(text);
        return this;
    }

    public TestingClaim managed(Management by) {
        management = by;
        return this;
    }

    public TestingClaim cause(Cause known) {
        cause = Optional.of(known);
        return this;
    }

    public TestingClaim notJudged() {
        cause = Optional.empty();
        return this;
    }

    public TestingClaim since(Instant first) {
        firstAt = Optional.of(first);
        return this;
    }

    /** A listener with that cookie is in the way. */
    public TestingClaim against(long cookie) {
        var listener = Listeners.listener(port, cookie);
        inTheWay.add(new HeldSocket(
                new BoundSocket(
                        Optional.of(new SocketId.Cookie(cookie)),
                        Protocol.TCP,
                        listener.key().endpoint(),
                        TcpState.LISTEN,
                        false,
                        Optional.empty(),
                        ReuseFlags.UNKNOWN,
                        Optional.of(1000L),
                        Optional.empty(),
                        Optional.empty()),
                listener.holders()));
        return this;
    }

    /** So many in TIME_WAIT are in the way. */
    public TestingClaim againstTimeWait(int count) {
        for (int i = 0; i < count; i++) {
            inTheWay.add(new HeldSocket(
                    new BoundSocket(
                            Optional.of(new SocketId.Cookie(1_000_000L + i)),
                            Protocol.TCP,
                            new LocalEndpoint(IpAddress.parse("127.0.0.1"), port),
                            TcpState.TIME_WAIT,
                            true,
                            Optional.empty(),
                            ReuseFlags.UNKNOWN,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(agent.now().plusSeconds(30))),
                    new Holders.Known(List.of())));
        }
        return this;
    }

    public UUID id() {
        return id;
    }

    /** The series after so many failures, the last one now. */
    public FailedBindSeries failed(long times) {
        Instant last = agent.now();
        Instant first = firstAt.orElse(last);
        firstAt = Optional.of(first);
        return new FailedBindSeries(
                id,
                first,
                times == 1 ? first : last,
                times,
                FailedBindSeries.Call.BIND,
                new BindAttempt(
                        Protocol.TCP,
                        new LocalEndpoint(IpAddress.parse("0.0.0.0"), port),
                        Optional.empty(),
                        ReuseFlags.of(true, false),
                        Optional.of(1002L),
                        Optional.of(false),
                        false,
                        true),
                Optional.of(98),
                Optional.of(Listeners.NETNS),
                new Claimant(
                        1203,
                        Optional.of(new ProcessIdentity(agent.bootId(), 1203, 9_100_000)),
                        Optional.of(first),
                        comm,
                        Optional.of("/usr/bin/" + comm),
                        cmdline,
                        Optional.of(new User(1002, Optional.of("dev"))),
                        management,
                        Optional.of(new Claimant.Parent(1, Optional.of("systemd")))),
                inTheWay,
                0,
                cause.map(known -> new Diagnosis(
                        known,
                        List.of(),
                        "demo.service has port " + port + ".",
                        List.of("demo.service listens on 127.0.0.1:" + port + "."),
                        "Stop the service.",
                        List.of(new ShellCommand(List.of("systemctl", "stop", "--", "demo.service"))),
                        List.of(Warning.KILL_MANAGED),
                        List.of())));
    }
}

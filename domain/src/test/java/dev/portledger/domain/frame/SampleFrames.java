package dev.portledger.domain.frame;

import dev.portledger.domain.audit.Refusal;
import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.holder.User;
import dev.portledger.domain.socket.Backlog;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.domain.trust.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One frame of every kind and form, by the name of its golden file. */
final class SampleFrames {

    private static final UUID HOST = UUID.fromString("5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11");
    static final UUID BOOT = UUID.fromString("0d9f4d1a-6a54-4c1a-8a8e-0c2f9a1b3e55");
    static final UUID REQUEST = UUID.fromString("7b0e8a52-1f0d-4a43-b0d8-9a6d0a4f2c10");
    static final UUID STOP = UUID.fromString("c1f8e0b2-47e5-4f7e-9f65-1d1a2b3c4d5e");
    private static final String LOG_KEY =
            "portledger-audit/0011223344556677+6e6a0f2c+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String COSIGNER =
            "portledger-host/5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String NOTE =
            "portledger-audit/0011223344556677\n815\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
                    + "\u2014 portledger-audit/0011223344556677"
                    + " Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    private static final String COSIGNATURE = "\u2014 portledger-host/5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11"
            + " jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
    static final Instant AT = Instant.parse("2026-11-17T03:14:15.926535Z");
    private static final Instant BEFORE = AT.minusMillis(500);
    private static final ProcessIdentity JAVA = new ProcessIdentity(BOOT, 4121, 8_812_345);
    private static final ProcessIdentity NODE = new ProcessIdentity(BOOT, 998, 4_711);

    private static final Listener TCP_V4 = new Listener(
            key(Protocol.TCP, "127.0.0.1", Optional.empty(), 8080, new SocketId.Cookie(4097)),
            Optional.empty(),
            1001,
            Optional.of(81_234L),
            Optional.of(new Backlog(1, 4096)),
            Optional.of(5_219L),
            new Holders.Known(List.of(holder(JAVA, new Management.Unit("orders.service", Optional.empty())))));
    private static final Listener UDP_V6 = new Listener(
            key(Protocol.UDP, "fe80::1", Optional.of("eth0"), 5353, new SocketId.Cookie(-1)),
            Optional.of(true),
            0,
            Optional.of(17L),
            Optional.empty(),
            Optional.empty(),
            new Holders.Known(List.of()));
    private static final Listener FROM_PROC = new Listener(
            key(Protocol.TCP, "::", Optional.empty(), 443, new SocketId.Inode(99)),
            Optional.of(false),
            33,
            Optional.of(99L),
            Optional.empty(),
            Optional.empty(),
            new Holders.Partial(
                    List.of(holder(NODE, new Management.Unknown("the cgroup could not be read"))),
                    HolderGap.NOT_PERMITTED));
    private static final Listener BOUND = new Listener(
            key(Protocol.TCP, "127.0.0.1", Optional.empty(), 8080, new SocketId.Cookie(4098)),
            Optional.empty(),
            1001,
            Optional.of(81_235L),
            Optional.empty(),
            Optional.of(5_219L),
            new Holders.Known(List.of()),
            Optional.of(TcpState.BOUND_INACTIVE));
    private static final ConnectionCount TIME_WAIT = new ConnectionCount(
            4_026_531_840L,
            new LocalEndpoint(IpAddress.parse("10.0.0.5"), 8080),
            TcpState.TIME_WAIT,
            31,
            Optional.of(AT.plusSeconds(42)));
    private static final ConnectionCount CLOSE_WAIT = new ConnectionCount(
            4_026_531_840L,
            new LocalEndpoint(IpAddress.parse("::ffff:10.0.0.5"), 8080),
            TcpState.CLOSE_WAIT,
            0,
            Optional.empty());
    private static final EphemeralCount EPHEMERAL = new EphemeralCount(4_026_531_840L, TcpState.TIME_WAIT, 20_000);
    static final StopTarget TARGET = new StopTarget(BOOT, TCP_V4.key(), 81_234, List.of(JAVA));

    private static final Signed SIGNED = new Signed("eyJob3N0SWQiOiJ4In0=", "c2lnbmF0dXJl", "ab".repeat(32));

    private SampleFrames() {}

    static Map<String, AgentFrame> ofAgents() {
        Map<String, AgentFrame> frames = new LinkedHashMap<>();
        frames.put("hello", hello(Optional.of(new Position(1_795_000_000L, 17)), Long.MIN_VALUE));
        frames.put("hello-first", hello(Optional.empty(), 0));
        frames.put("hello-netns", hello(Optional.empty(), 0).in(4_026_531_840L));
        frames.put(
                "snapshot",
                new AgentFrame.Snapshot(
                        at(1),
                        BOOT,
                        0,
                        true,
                        AT,
                        List.of(TCP_V4, UDP_V6, FROM_PROC),
                        List.of(TIME_WAIT),
                        List.of(EPHEMERAL),
                        -42));
        frames.put(
                "snapshot-empty",
                new AgentFrame.Snapshot(at(1), BOOT, 0, true, AT, List.of(), List.of(), List.of(), 0));
        frames.put(
                "delta",
                new AgentFrame.Delta(
                        at(2),
                        AT,
                        List.of(new AgentFrame.Opened(TCP_V4, new Moment.BetweenLooks(Optional.of(BEFORE), AT))),
                        List.of(new AgentFrame.Closed(UDP_V6.key(), new Moment.Event(AT))),
                        List.of(new AgentFrame.Changed(
                                managed(new Management.Container("docker", "0123456789abcdef".repeat(4))),
                                new Moment.BetweenLooks(Optional.empty(), AT))),
                        List.of(TIME_WAIT, CLOSE_WAIT),
                        List.of(EPHEMERAL),
                        7));
        frames.put(
                "delta-container",
                new AgentFrame.Delta(
                        at(2),
                        AT,
                        List.of(),
                        List.of(),
                        List.of(new AgentFrame.Changed(
                                managed(new Management.Container(
                                        "docker",
                                        "0123456789abcdef".repeat(4),
                                        Optional.of("orders-db"),
                                        Optional.of("postgres:18"))),
                                new Moment.BetweenLooks(Optional.empty(), AT))),
                        List.of(),
                        List.of(),
                        7));
        frames.put(
                "hello-trust",
                hello(Optional.empty(), 0)
                        .trusting(new CommandTrust("c2Vzc2lvbg==", 2, List.of("ab".repeat(32), "cd".repeat(32)))));
        frames.put(
                "stop-progress-receipt",
                new AgentFrame.StopProgress(at(4), STOP, StopStep.ACCEPTED, AT, Optional.empty()).with(SIGNED));
        frames.put(
                "stop-result-receipt",
                new AgentFrame.StopResult(at(5), STOP, new StopOutcome.Freed(), AT).with(SIGNED));
        frames.put(
                "command-refused",
                new AgentFrame.CommandRefused(at(6), CommandRule.SIGNATURE_INVALID, 3, AT, Optional.of(STOP)));
        frames.put(
                "command-refused-unreadable",
                new AgentFrame.CommandRefused(at(6), CommandRule.UNSIGNED, 1, AT, Optional.empty()));
        frames.put("key-change", new AgentFrame.KeyChange(SIGNED, SIGNED));
        frames.put("keys-known", new AgentFrame.KeysKnown(2, List.of("ab".repeat(32))));
        frames.put("gap", new AgentFrame.Gap(at(3), BEFORE, AT, "the agent's outbox was full"));
        frames.put(
                "stop-progress",
                new AgentFrame.StopProgress(
                        at(4), STOP, StopStep.REQUESTED, AT, Optional.of("systemctl stop orders.service")));
        frames.put(
                "stop-progress-plain",
                new AgentFrame.StopProgress(at(4), STOP, StopStep.ACCEPTED, AT, Optional.empty()));
        Map.of(
                        "freed", new StopOutcome.Freed(),
                        "rebound",
                                new StopOutcome.Rebound(List.of(managed(new Management.Unmanaged(Optional.empty())))),
                        "only-time-wait", new StopOutcome.OnlyTimeWait(31, AT.plusSeconds(42)),
                        "still-held",
                                new StopOutcome.StillHeld(
                                        List.of(managed(new Management.Unmanaged(Optional.of("session-20.scope"))))),
                        "rebound-bound", new StopOutcome.Rebound(List.of(BOUND)),
                        "refused", new StopOutcome.Refused("protected.sshd", "sshd must not be stopped"),
                        "expired", new StopOutcome.Expired(),
                        "aborted", new StopOutcome.Aborted(),
                        "unknown", new StopOutcome.Unknown("the host was rebooted"))
                .forEach((name, outcome) ->
                        frames.put("stop-result-" + name, new AgentFrame.StopResult(at(5), STOP, outcome, AT)));
        frames.put(
                "failed-binds",
                new AgentFrame.FailedBinds(
                        at(6), BOOT, AT, List.of(SampleFailedBinds.restartLoop(), SampleFailedBinds.endedBefore())));
        frames.put("failed-binds-none", new AgentFrame.FailedBinds(at(6), BOOT, AT, List.of()));
        frames.put(
                "heartbeat",
                new AgentFrame.Heartbeat(AT, BEFORE, at(5), Optional.of(Duration.ofMillis(3)), 61_000_000, 2));
        frames.put(
                "condition",
                new AgentFrame.Condition(
                        AT,
                        List.of(new Facility("sock_diag", true, "sockets are read by sock_diag", Optional.empty())),
                        new Sysctls(
                                4_026_531_840L,
                                new Sysctl.Absent(),
                                new Sysctl.Value("2"),
                                new Sysctl.Value("32768\t60999"),
                                new Sysctl.Unread("this user may not read it"))));
        frames.put("heartbeat-first", new AgentFrame.Heartbeat(AT, BEFORE, at(1), Optional.empty(), 61_000_000, 0));
        frames.put(
                "evidence",
                new AgentFrame.Evidence(
                        REQUEST,
                        BOOT,
                        AT,
                        List.of(TCP_V4),
                        List.of(TIME_WAIT),
                        List.of(UDP_V6),
                        List.of(new UnitFacts(
                                "orders.service",
                                "active",
                                Optional.of("always"),
                                List.of("orders.socket"),
                                List.of(4121, 4122))),
                        List.of(new Protection(JAVA, "protected.agent", "it is the agent"))));
        frames.put(
                "evidence-bound",
                new AgentFrame.Evidence(
                        REQUEST,
                        BOOT,
                        AT,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.of(List.of(BOUND))));
        frames.put("witness", new AgentFrame.Witness(Optional.of(812L)));
        frames.put("witness-first", new AgentFrame.Witness(Optional.empty()));
        frames.put("cosigned", new AgentFrame.Cosigned(815, COSIGNER, COSIGNATURE));
        frames.put(
                "checkpoint-refused",
                new AgentFrame.CheckpointRefused(Refusal.DIFFERENT, NOTE, Optional.of(NOTE.replace("Az3g", "Az3h"))));
        frames.put(
                "checkpoint-refused-unsigned",
                new AgentFrame.CheckpointRefused(Refusal.NOT_SIGNED, NOTE, Optional.empty()));
        frames.putAll(SampleStops.ofAgents());
        return frames;
    }

    static Map<String, ServerFrame> ofServers() {
        Map<String, ServerFrame> frames = new LinkedHashMap<>();
        frames.put("challenge", new ServerFrame.Challenge("kZ1J0u2mJ0Y3lq0Xk1m5Wf9o4bA6c7d8e9f0g1h2i3I="));
        frames.put(
                "welcome-resume",
                new ServerFrame.Welcome(
                        1, List.of(), ServerFrame.Start.RESUME, Optional.of(at(9)), AT, Duration.ofSeconds(5)));
        frames.put(
                "welcome-snapshot",
                new ServerFrame.Welcome(
                        1,
                        List.of("signed-commands"),
                        ServerFrame.Start.SNAPSHOT,
                        Optional.empty(),
                        AT,
                        Duration.ofSeconds(5)));
        frames.put("ack", new ServerFrame.Ack(at(9)));
        frames.put("heartbeat-answer", new ServerFrame.HeartbeatAnswer(AT, AT.plusMillis(2)));
        frames.put("resync", new ServerFrame.Resync(ProblemCode.FRAME_OUT_OF_ORDER, "sequence 12 after 10"));
        frames.put("inspect", new ServerFrame.Inspect(REQUEST, Protocol.TCP, 8080));
        frames.put("inspect-netns", new ServerFrame.Inspect(REQUEST, Protocol.TCP, 8080, Optional.of(4_026_531_840L)));
        frames.put(
                "stop-unit",
                new ServerFrame.Stop(
                        STOP,
                        TARGET,
                        new StopMethod.SystemUnit("orders.service"),
                        AT.plusSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2)));
        frames.put(
                "stop-process",
                new ServerFrame.Stop(
                        STOP,
                        TARGET,
                        new StopMethod.Process(JAVA, Signal.SIGTERM),
                        AT.plusSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(1500)));
        frames.put("abort", new ServerFrame.Abort(STOP));
        frames.put("rotate-key", new ServerFrame.RotateKey());
        frames.put("key-accepted", new ServerFrame.KeyAccepted("ab".repeat(32)));
        frames.put("command", new ServerFrame.Command(SIGNED));
        frames.put("command-keys", new ServerFrame.CommandKeys(SIGNED));
        frames.put(
                "checkpoint",
                new ServerFrame.Checkpoint(
                        LOG_KEY, NOTE, 812, List.of("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")));
        frames.put("checkpoint-first", new ServerFrame.Checkpoint(LOG_KEY, NOTE, 0, List.of()));
        frames.put(
                "goodbye",
                new ServerFrame.Goodbye(
                        ProblemCode.SERVER_STOPPING,
                        "the server is being stopped",
                        Optional.of(Duration.ofSeconds(5))));
        frames.put(
                "goodbye-for-good",
                new ServerFrame.Goodbye(ProblemCode.HOST_UNKNOWN, "no such host is enrolled", Optional.empty()));
        frames.putAll(SampleStops.ofServers());
        return frames;
    }

    private static AgentFrame.Hello hello(Optional<Position> acknowledged, long digest) {
        return new AgentFrame.Hello(
                1,
                1,
                HOST,
                "c2lnbmF0dXJl",
                BOOT,
                Instant.parse("2026-11-01T00:00:00Z"),
                1_795_000_000L,
                acknowledged,
                digest,
                List.of("signed-commands"),
                List.of(
                        new Facility("sock_diag", true, "NETLINK_SOCK_DIAG", Optional.empty()),
                        new Facility("events", false, "not tried", Optional.of("a listener shows up to 0.5 s late"))),
                "w-12",
                "Ubuntu 24.04.3 LTS",
                "6.8.0-79-generic",
                "0.1.0",
                AT,
                Optional.empty());
    }

    static Position at(long sequence) {
        return new Position(1_795_000_000L, sequence);
    }

    private static SocketKey key(Protocol protocol, String address, Optional<String> device, int port, SocketId id) {
        return new SocketKey(4_026_531_840L, protocol, new LocalEndpoint(IpAddress.parse(address), device, port), id);
    }

    private static Listener managed(Management management) {
        return new Listener(
                TCP_V4.key(),
                TCP_V4.v6Only(),
                TCP_V4.uid(),
                TCP_V4.inode(),
                TCP_V4.backlog(),
                TCP_V4.cgroupId(),
                new Holders.Known(List.of(
                        holder(JAVA, management),
                        new Holder(
                                NODE,
                                Instant.parse("2026-11-01T00:00:47.110Z"),
                                1,
                                "node\uFFFD",
                                Optional.empty(),
                                Optional.empty(),
                                new User(4_294_967_294L, Optional.empty()),
                                new Management.Unit("app.service", Optional.of(1000L)),
                                List.of(3, 5)))));
    }

    private static Holder holder(ProcessIdentity process, Management management) {
        return new Holder(
                process,
                Instant.parse("2026-11-02T00:28:43.450Z"),
                1,
                "java",
                Optional.of("/usr/lib/jvm/java-25/bin/java"),
                Optional.of("java -Dpassword=*** -jar orders.jar \"x\"\n"),
                new User(1001, Optional.of("app")),
                management,
                List.of(7));
    }
}

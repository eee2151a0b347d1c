package dev.portledger.domain.frame;

import dev.portledger.domain.finding.Sysctl;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import dev.portledger.domain.frame.StopFacts.ParentFacts;
import dev.portledger.domain.frame.StopFacts.PortRule;
import dev.portledger.domain.frame.StopFacts.ReleaseFacts;
import dev.portledger.domain.frame.UnitLink.Relation;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopTarget;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Frames of stops by every method, and of what plans are made of. */
final class SampleStops {

    private static final String CONTAINER = "0123456789abcdef".repeat(4);

    private SampleStops() {}

    static Map<String, AgentFrame> ofAgents() {
        Map<String, AgentFrame> frames = new LinkedHashMap<>();
        frames.put(
                "stop-result-freed-watched",
                new AgentFrame.StopResult(
                        SampleFrames.at(5),
                        SampleFrames.STOP,
                        new StopOutcome.Freed(Optional.of(SampleFrames.AT.plusSeconds(3))),
                        SampleFrames.AT));
        frames.put("evidence-stop-facts", evidence());
        frames.put("evidence-release", release(Optional.empty()));
        frames.put(
                "evidence-release-refused",
                release(Optional.of(
                        new PortRule("protected.port:till", "tcp/8080 is protected by this host's policy"))));
        frames.put(
                "condition-policy",
                new AgentFrame.Condition(
                        SampleFrames.AT,
                        List.of(),
                        new Sysctls(
                                4_026_531_840L,
                                new Sysctl.Absent(),
                                new Sysctl.Absent(),
                                new Sysctl.Absent(),
                                new Sysctl.Absent()),
                        Optional.of(new PolicyFacts(
                                false,
                                Optional.empty(),
                                List.of(
                                        new PolicyFacts.PolicyRule(
                                                "protected.sshd", "it is the way into the host", false),
                                        new PolicyFacts.PolicyRule("protected.port:web", "ports 80, 443", true))))));
        frames.put(
                "condition-policy-malformed",
                new AgentFrame.Condition(
                        SampleFrames.AT,
                        List.of(),
                        new Sysctls(
                                4_026_531_840L,
                                new Sysctl.Absent(),
                                new Sysctl.Absent(),
                                new Sysctl.Absent(),
                                new Sysctl.Absent()),
                        Optional.of(new PolicyFacts(false, Optional.of("ports.web is there twice"), List.of()))));
        return frames;
    }

    private static AgentFrame.Evidence evidence() {
        UnitFacts unit = new UnitFacts(
                "orders.service",
                "active",
                Optional.of("always"),
                List.of("orders.socket"),
                List.of(4121),
                Optional.of(new UnitDetail(
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(500)),
                        Optional.of(Duration.ofSeconds(90)),
                        Optional.of("enabled"),
                        List.of(),
                        List.of(),
                        List.of(
                                new UnitLink("shop.service", Relation.STOPS_WITH, "active", Optional.empty()),
                                new UnitLink(
                                        "till.service", Relation.STOPS_WITH, "active", Optional.of("shop.service")),
                                new UnitLink("orders.socket", Relation.TRIGGERS, "active", Optional.empty()),
                                new UnitLink("keeper.service", Relation.UPHOLDS, "active", Optional.empty()),
                                new UnitLink("multi-user.target", Relation.WANTS, "active", Optional.empty())),
                        false)));
        UnitFacts socket = new UnitFacts(
                "orders.socket",
                "active",
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(new UnitDetail(
                        Optional.of(1000L),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("127.0.0.1:8080"),
                        List.of("orders.service"),
                        List.of(),
                        true)));
        return new AgentFrame.Evidence(
                SampleFrames.REQUEST,
                SampleFrames.BOOT,
                SampleFrames.AT,
                List.of(),
                List.of(),
                List.of(),
                List.of(unit, socket),
                List.of(),
                Optional.empty(),
                Optional.of(new StopFacts(
                        List.of(StopMethod.SYSTEM_UNIT, StopMethod.RELEASE_TIME_WAIT),
                        List.of(new ContainerFacts(CONTAINER, "SIGTERM", Optional.of("always"), false)),
                        List.of(new ParentFacts(
                                4121,
                                900,
                                "supervisord",
                                Optional.of("/usr/bin/python3"),
                                Optional.of("supervisord"))))));
    }

    /** Of a port that nobody holds, by an agent that tells when a parent was started. */
    private static AgentFrame.Evidence release(Optional<PortRule> refused) {
        return new AgentFrame.Evidence(
                SampleFrames.REQUEST,
                SampleFrames.BOOT,
                SampleFrames.AT,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new StopFacts(
                        List.of(StopMethod.RELEASE_TIME_WAIT),
                        List.of(),
                        List.of(new ParentFacts(
                                4121, 900, "watcher", Optional.empty(), Optional.empty(), Optional.of(8_811_000L))),
                        Optional.of(new ReleaseFacts(refused)))));
    }

    static Map<String, ServerFrame> ofServers() {
        Map<String, ServerFrame> frames = new LinkedHashMap<>();
        frames.put(
                "stop-release-unheld",
                new ServerFrame.Stop(
                        SampleFrames.STOP,
                        StopTarget.unheld(
                                SampleFrames.BOOT,
                                new SocketKey(
                                        4_026_531_840L,
                                        Protocol.TCP,
                                        new LocalEndpoint(IpAddress.ANY_IPV4, 8080),
                                        new SocketId.Unheld())),
                        new StopMethod.ReleaseTimeWait(),
                        SampleFrames.AT.plusSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2)));
        Map.of(
                        "units", new StopMethod.SystemUnits(List.of("orders.socket", "orders.service")),
                        "user-unit", new StopMethod.UserUnit("orders.service", 1000),
                        "container",
                                new StopMethod.Container("docker", CONTAINER, Optional.of("orders-db"), Signal.SIGTERM),
                        "release-time-wait", new StopMethod.ReleaseTimeWait())
                .forEach((name, method) -> frames.put(
                        "stop-" + name,
                        new ServerFrame.Stop(
                                SampleFrames.STOP,
                                SampleFrames.TARGET,
                                method,
                                SampleFrames.AT.plusSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(2))));
        return frames;
    }
}

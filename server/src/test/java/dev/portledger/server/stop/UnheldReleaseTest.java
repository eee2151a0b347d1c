package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.manual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.PortRule;
import dev.portledger.domain.frame.StopFacts.ReleaseFacts;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A release of TIME_WAIT where nobody holds the port, from the plan to the outcome, by a host that answers as a test says. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class UnheldReleaseTest {

    private static final Map<String, Object> REASON = Map.of("reason", "the deploy needs the port");
    private static final List<String> METHODS = List.of(StopMethod.PROCESS, StopMethod.RELEASE_TIME_WAIT);

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private StopScene scene(Optional<PortRule> refused, ConnectionCount... left) {
        return StopScene.with(server, postgres)
                .facts(new StopFacts(METHODS, List.of(), List.of(), Optional.of(new ReleaseFacts(refused))))
                .connections(left);
    }

    private static ConnectionCount left(String address, int port, TcpState state, int count) {
        return new ConnectionCount(
                Listeners.NETNS,
                new LocalEndpoint(IpAddress.parse(address), port),
                state,
                count,
                state == TcpState.TIME_WAIT ? Optional.of(Instant.now().plusSeconds(40)) : Optional.empty());
    }

    private static Map<String, Object> endpoint(String address, int port) {
        return Map.of("address", address, "port", port);
    }

    private static String planned(StopScene scene, int port) {
        return scene.planRelease(endpoint("127.0.0.1", port))
                .then()
                .statusCode(201)
                .extract()
                .path("stopId");
    }

    private static ValidatableResponse problem(Response response, int status, String code) {
        return response.then().statusCode(status).body("code", equalTo(code));
    }

    private static void nothingIsSent(StopScene scene) {
        assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, Duration.ofMillis(200)))
                .isEmpty();
    }

    @Test
    void isPlannedForJustThatEndpointRunAndAudited() {
        try (StopScene scene = scene(
                Optional.empty(),
                left("127.0.0.1", 8301, TcpState.TIME_WAIT, 3),
                left("10.0.0.5", 8301, TcpState.TIME_WAIT, 40),
                left("127.0.0.1", 8301, TcpState.CLOSE_WAIT, 2))) {
            String stopId = scene.planRelease(endpoint("127.0.0.1", 8301))
                    .then()
                    .statusCode(201)
                    .body("state", equalTo("PLANNED"))
                    .body("method.by", equalTo("releaseTimeWait"))
                    .body("port", equalTo(8301))
                    .body("address", equalTo("127.0.0.1"))
                    .body("target.socket.id", equalTo("unheld"))
                    .body("target.socket.netns", equalTo(Listeners.NETNS))
                    .body("target.inode", nullValue())
                    .body("target.bootId", equalTo(scene.agent.bootId().toString()))
                    .body("listener", nullValue())
                    .body("holders", hasSize(0))
                    .body("timeWait.count", equalTo(3))
                    .body("timeWait.lastLeavesAt", notNullValue())
                    .body("warnings.code", equalTo(List.of("time_wait_protects", "connections_stay")))
                    .body("warnings[0].text", containsString("RFC 1337"))
                    .body("warnings[1].text", containsString("2 CLOSE_WAIT"))
                    .body("commands", equalTo(List.of("ss -K -tn state time-wait 'src 127.0.0.1:8301'")))
                    .body("planExpiresAt", notNullValue())
                    .body("demands", hasSize(0))
                    .extract()
                    .path("stopId");
            problem(scene.unanswered(stopId, Map.of()), 400, "reason_required");
            scene.run(stopId, REASON).then().statusCode(202).body("state", equalTo("REQUESTED"));
            ServerFrame.Stop command = scene.command();
            assertThat(command.method()).isEqualTo(new StopMethod.ReleaseTimeWait());
            assertThat(command.target())
                    .isEqualTo(StopTarget.unheld(
                            scene.agent.bootId(),
                            new SocketKey(
                                    Listeners.NETNS,
                                    Protocol.TCP,
                                    new LocalEndpoint(IpAddress.parse("127.0.0.1"), 8301),
                                    new SocketId.Unheld())));
            problem(
                    wish(scene, Map.of("hostId", scene.agent.hostId(), "timeWait", endpoint("127.0.0.1", 8301))),
                    409,
                    "stop_state_conflict");
            for (StopStep step : StopStep.values()) {
                scene.reports(command.stopId(), step);
            }
            scene.ends(command.stopId(), new StopOutcome.Freed());
            scene.get(stopId).then().body("outcome.is", equalTo("freed")).body("mayReleaseTimeWait", equalTo(false));
            assertThat(scene.audited(command.stopId()))
                    .startsWith("stop.planned", "stop.requested", "stop.sent", "stop.step")
                    .endsWith("stop.settled");
            scene.operator()
                    .queryParam("stop", stopId)
                    .get("/api/audit")
                    .then()
                    .body(
                            "items.find { it.action == 'stop.planned' }.detail.socket",
                            equalTo(Listeners.NETNS + "/TCP/127.0.0.1:8301/unheld"))
                    .body("items.find { it.action == 'stop.planned' }.detail.timeWait", equalTo(3))
                    .body("items.find { it.action == 'stop.requested' }.reason", equalTo("the deploy needs the port"));
        }
    }

    @Test
    void aWildcardIsForEveryAddressOfItsFamily() {
        try (StopScene scene = scene(
                Optional.empty(),
                left("127.0.0.1", 8302, TcpState.TIME_WAIT, 3),
                left("::ffff:10.0.0.5", 8302, TcpState.TIME_WAIT, 4),
                left("::1", 8302, TcpState.TIME_WAIT, 5))) {
            scene.planRelease(endpoint("0.0.0.0", 8302))
                    .then()
                    .statusCode(201)
                    .body("timeWait.count", equalTo(7))
                    .body("commands", equalTo(List.of("ss -K -tn state time-wait 'src 0.0.0.0/0:8302'")));
            scene.planRelease(endpoint("::", 8302))
                    .then()
                    .statusCode(201)
                    .body("timeWait.count", equalTo(12))
                    .body("commands", equalTo(List.of("ss -K -tn state time-wait 'sport = :8302'")));
            scene.planRelease(endpoint("::1", 8302))
                    .then()
                    .body("timeWait.count", equalTo(5))
                    .body("commands", equalTo(List.of("ss -K -tn state time-wait 'src [::1]:8302'")));
            problem(scene.planRelease(endpoint("10.0.0.9", 8302)), 409, "plan_outdated");
            problem(
                    scene.planRelease(Map.of("address", "::", "port", 8302, "netns", 4_026_532_999L)),
                    409,
                    "plan_outdated");
        }
    }

    @Test
    void isOfNoUseWhereSomebodyHoldsThePort() {
        var node = manual(8303, 1, 4121);
        try (StopScene scene = scene(Optional.empty(), left("127.0.0.1", 8303, TcpState.TIME_WAIT, 3))) {
            String stopId = planned(scene, 8303);
            scene.agent.open(node);
            scene.agent.awaitAcknowledged();
            problem(scene.run(stopId, REASON), 409, "plan_outdated").body("detail", containsString("node 4121 holds"));
            assertThat(scene.field(stopId, "state")).isEqualTo("DISCARDED");
            nothingIsSent(scene);
            problem(scene.planRelease(endpoint("127.0.0.1", 8303)), 409, "plan_outdated");
            problem(scene.planRelease(endpoint("0.0.0.0", 8303)), 409, "plan_outdated");
        }
    }

    @Test
    void whoTakesThePortMeanwhileIsNamed() {
        var node = manual(8304, 1, 4121);
        try (StopScene scene = scene(Optional.empty(), left("127.0.0.1", 8304, TcpState.TIME_WAIT, 3))) {
            String stopId = planned(scene, 8304);
            scene.run(stopId, REASON).then().statusCode(202);
            scene.ends(scene.command().stopId(), new StopOutcome.Rebound(List.of(node)));
            scene.get(stopId).then().body("outcome.is", equalTo("rebound")).body("outcome.by", hasSize(1));
        }
    }

    @Test
    void whatIsLeftMayBeReleasedOnceMore() {
        try (StopScene scene = scene(Optional.empty(), left("127.0.0.1", 8305, TcpState.TIME_WAIT, 3))) {
            String stopId = planned(scene, 8305);
            scene.run(stopId, REASON).then().statusCode(202);
            scene.ends(scene.command().stopId(), new StopOutcome.OnlyTimeWait(1, Instant.now()));
            assertThat(scene.field(stopId, "mayReleaseTimeWait")).isEqualTo(true);
            scene.answered(() -> scene.operator()
                            .body(Map.of("hostId", scene.agent.hostId(), "follows", stopId))
                            .post("/api/stops"))
                    .then()
                    .statusCode(201)
                    .body("method.by", equalTo("releaseTimeWait"))
                    .body("target.socket.id", equalTo("unheld"));
        }
    }

    @Test
    void theHostsPolicyRefusesThePlanByTheNameOfItsRule() {
        var rule = new PortRule("protected.port:till", "tcp/8306 is protected by this host's policy");
        try (StopScene scene = scene(Optional.of(rule), left("127.0.0.1", 8306, TcpState.TIME_WAIT, 3))) {
            problem(scene.planRelease(endpoint("127.0.0.1", 8306)), 409, "stop_protected")
                    .body("detail", containsString("protected.port:till"));
            scene.operator()
                    .queryParam("host", scene.agent.hostId().toString())
                    .get("/api/audit")
                    .then()
                    .body("items.action", hasItem("stop.refused"));
            scene.facts(new StopFacts(METHODS, List.of(), List.of(), Optional.of(new ReleaseFacts(Optional.empty()))));
            String stopId = planned(scene, 8306);
            scene.facts(new StopFacts(METHODS, List.of(), List.of(), Optional.of(new ReleaseFacts(Optional.of(rule)))));
            problem(scene.run(stopId, REASON), 409, "stop_protected");
            nothingIsSent(scene);
        }
    }

    @Test
    void anAgentThatCannotIsNotAskedTo() {
        try (StopScene scene = scene(Optional.empty(), left("127.0.0.1", 8307, TcpState.TIME_WAIT, 3))) {
            scene.facts(new StopFacts(METHODS, List.of(), List.of()));
            problem(scene.planRelease(endpoint("127.0.0.1", 8307)), 409, "stop_method_unavailable")
                    .body("detail", containsString("ss -tn state time-wait 'src 127.0.0.1:8307'"));
            scene.facts(new StopFacts(
                    List.of(StopMethod.PROCESS),
                    List.of(),
                    List.of(),
                    Optional.of(new ReleaseFacts(Optional.empty()))));
            problem(scene.planRelease(endpoint("127.0.0.1", 8307)), 409, "stop_method_unavailable")
                    .body("detail", containsString("SOCK_DESTROY"));
        }
    }

    @Test
    void rulesOfApprovalHoldForItToo() {
        try (StopScene scene = scene(Optional.empty(), left("127.0.0.1", 8308, TcpState.TIME_WAIT, 3))) {
            SignedIn.as("admin")
                    .contentType(ContentType.JSON)
                    .body(Map.of(
                            "name",
                            "release on 8308",
                            "match",
                            Map.of("host", "host-" + scene.agent.hostId(), "ports", "8308"),
                            "approvals",
                            1,
                            "reason",
                            "a test needs it"))
                    .post("/api/approval-rules")
                    .then()
                    .statusCode(201);
            String stopId = planned(scene, 8308);
            scene.get(stopId).then().body("demands.rule", equalTo(List.of("release on 8308")));
            scene.run(stopId, REASON)
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("AWAITING_APPROVAL"))
                    .body("approval.digest", notNullValue());
            nothingIsSent(scene);
        }
    }

    @Test
    void whatIsNotAnEndpointIsRefused() {
        try (StopScene scene = scene(Optional.empty())) {
            UUID hostId = scene.agent.hostId();
            problem(wish(scene, Map.of("hostId", hostId, "timeWait", Map.of("port", 8309))), 400, "body_invalid");
            problem(
                    wish(scene, Map.of("hostId", hostId, "timeWait", Map.of("address", "127.0.0.1"))),
                    400,
                    "body_invalid");
            problem(wish(scene, Map.of("hostId", hostId, "timeWait", endpoint("localhost", 1))), 400, "body_invalid");
            for (int port : List.of(-1, 0, 65_536)) {
                problem(
                        wish(scene, Map.of("hostId", hostId, "timeWait", endpoint("127.0.0.1", port))),
                        400,
                        "port_invalid");
            }
            problem(
                    wish(
                            scene,
                            Map.of("hostId", hostId, "timeWait", endpoint("::", 1), "holdingId", UUID.randomUUID())),
                    400,
                    "body_invalid");
            problem(wish(scene, Map.of("timeWait", endpoint("::", 1))), 400, "body_invalid");
            assertThat(scene.agent.link().poll(ServerFrame.Inspect.class, _ -> true, Duration.ofMillis(200)))
                    .isEmpty();
        }
    }

    private static Response wish(StopScene scene, Map<String, Object> body) {
        return scene.operator().body(body).post("/api/stops");
    }
}

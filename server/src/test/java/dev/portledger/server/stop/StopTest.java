package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.byHand;
import static dev.portledger.server.stop.StopHolders.held;
import static dev.portledger.server.stop.StopHolders.manual;
import static dev.portledger.server.stop.StopHolders.process;
import static dev.portledger.server.stop.StopHolders.unit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class StopTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Test
    void freesAPortOfAUnitFromPlanToOutcome() {
        var orders = held(8080, 1, process("java", 4121, 1, unit("orders.service")));
        try (StopScene scene = StopScene.with(server, postgres, orders)
                .units(new UnitFacts("orders.service", "active", Optional.of("always"), List.of(), List.of(4121, 4122)))
                .related(held(9090, 2, process("java", 4121, 1, unit("orders.service"))))) {
            String stopId = scene.plan(8080)
                    .then()
                    .statusCode(201)
                    .body("state", equalTo("PLANNED"))
                    .body("hostName", equalTo("host-" + scene.agent.hostId()))
                    .body("method.by", equalTo("systemUnit"))
                    .body("method.unit", equalTo("orders.service"))
                    .body("commands", equalTo(List.of("systemctl stop orders.service")))
                    .body("alsoEnds.kind", equalTo(List.of("process", "listener")))
                    .body("alsoEnds[1].port", equalTo(9090))
                    .body("plannedBy", equalTo("operator"))
                    .body("mayFollowWithSigkill", equalTo(false))
                    .extract()
                    .path("stopId");
            scene.run(stopId, Map.of("reason", "release 7", "ticket", "OPS-1"))
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("REQUESTED"))
                    .body("reason", equalTo("release 7"))
                    .body("ticket", equalTo("OPS-1"));
            ServerFrame.Stop command = scene.command();
            assertThat(command.stopId()).hasToString(stopId);
            assertThat(command.method()).isEqualTo(new StopMethod.SystemUnit("orders.service"));
            assertThat(command.target().socket()).isEqualTo(orders.key());
            for (StopStep step : StopStep.values()) {
                scene.reports(command.stopId(), step);
                scene.awaitState(stopId, "RUNNING");
            }
            scene.ends(command.stopId(), new StopOutcome.Freed());
            scene.get(stopId)
                    .then()
                    .body("state", equalTo("SETTLED"))
                    .body("outcome.is", equalTo("freed"))
                    .body(
                            "steps.step",
                            equalTo(List.of("ACCEPTED", "IDENTITY_CHECKED", "REQUESTED", "ENDED", "VERIFYING")));
            assertThat(scene.audited(command.stopId()))
                    .containsExactly(
                            "stop.planned",
                            "stop.requested",
                            "stop.sent",
                            "stop.step",
                            "stop.step",
                            "stop.step",
                            "stop.step",
                            "stop.step",
                            "stop.settled");
        }
    }

    @Test
    void sigkillIsASecondRequestAfterASigtermThatWasOfNoUse() {
        var node = manual(8081, 1, 4121);
        try (StopScene scene = StopScene.with(server, postgres, node)) {
            ServerFrame.Stop term = scene.commanded(8081);
            assertThat(term.method()).extracting("signal").isEqualTo(Signal.SIGTERM);
            Map<String, Object> follows = Map.of("follows", term.stopId());
            problem(scene.plan(8081, follows), 409, "sigkill_not_allowed"); // not settled yet
            scene.reports(term.stopId(), StopStep.ACCEPTED);
            scene.ends(term.stopId(), new StopOutcome.StillHeld(List.of(node)));
            assertThat(scene.field(term.stopId().toString(), "mayFollowWithSigkill"))
                    .isEqualTo(true);

            String kill = scene.plan(8081, follows)
                    .then()
                    .statusCode(201)
                    .body("method.signal", equalTo("SIGKILL"))
                    .body("warnings.code", equalTo(List.of("no_graceful_shutdown")))
                    .extract()
                    .path("stopId");
            problem(scene.unanswered(kill, Map.of("reason", "it hangs")), 400, "confirmation_required");
            problem(
                    scene.unanswered(kill, Map.of("reason", "it hangs", "confirm", "java")),
                    400,
                    "confirmation_required");
            scene.run(kill, Map.of("reason", "it hangs", "confirm", "node"))
                    .then()
                    .statusCode(202);
            ServerFrame.Stop command = scene.command();
            assertThat(command.method())
                    .isEqualTo(new StopMethod.Process(
                            node.holders().list().getFirst().process(), Signal.SIGKILL));
            scene.ends(command.stopId(), new StopOutcome.Freed());
            SignedIn.with(SignedIn.cookie("viewer"))
                    .get("/api/hosts/" + scene.agent.hostId() + "/findings")
                    .then()
                    .body("findings.find { it.code == 'needed_sigkill' }.summary", containsString("node did not end"))
                    .body("findings.find { it.code == 'needed_sigkill' }.ports", equalTo(List.of(8081)));
            // a SIGKILL that was of no use is followed by nothing, and a stop that freed the port neither
            problem(scene.plan(8081, Map.of("follows", command.stopId())), 409, "sigkill_not_allowed");
        }
    }

    @Test
    void sigkillIsForTheSameProcessOnly() {
        var node = manual(8082, 1, 4121);
        try (StopScene scene = StopScene.with(server, postgres, node)) {
            ServerFrame.Stop term = scene.commanded(8082);
            scene.ends(term.stopId(), new StopOutcome.StillHeld(List.of(node)));
            scene.agent.put(held(8082, 1, process("node", 4999, 900, byHand())));
            problem(scene.plan(8082, Map.of("follows", term.stopId())), 409, "plan_outdated");
        }
    }

    @Test
    void theHostMayRefuse() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8083, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8083);
            scene.ends(command.stopId(), new StopOutcome.Refused("observe_only", "this host only observes"));
            assertThat(scene.field(command.stopId().toString(), "outcome.rule")).isEqualTo("observe_only");
            assertThat(scene.audited(command.stopId())).endsWith("stop.refused");
        }
    }

    @Test
    void protectedHoldersAreNotPlannedFor() {
        var sshd = held(22, 1, process("sshd", 700, 1, unit("ssh.service")));
        try (StopScene scene = StopScene.with(server, postgres, sshd)
                .protect(new Protection(sshd.holders().list().getFirst().process(), "protected.sshd", "sshd stays"))) {
            problem(scene.plan(22), 409, "stop_protected").body("detail", containsString("protected.sshd"));
        }
    }

    @Test
    void saysWhatToTypeWhereItHasNoMethod() {
        var container = new Management.Container("docker", "c".repeat(64));
        try (StopScene scene = StopScene.with(server, postgres, held(8084, 1, process("java", 4121, 1, container)))) {
            problem(scene.plan(8084), 409, "stop_method_unavailable")
                    .body("detail", containsString("docker stop " + "c".repeat(64)));
        }
    }

    @Test
    void aPlanIsForWhatItShows() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8085, 1, 4121))) {
            String stopId = scene.planned(8085);
            scene.agent.put(manual(8085, 1, 4122));
            problem(scene.run(stopId), 409, "plan_outdated");
            assertThat(scene.field(stopId, "state")).isEqualTo("DISCARDED");
            assertThat(scene.audited(UUID.fromString(stopId))).containsExactly("stop.planned", "stop.discarded");
            scene.agent.remove(manual(8085, 1, 4122).key());
            problem(scene.plan(8085), 409, "plan_outdated"); // gone
            assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, java.time.Duration.ofMillis(200)))
                    .isEmpty();
        }
    }

    @Test
    void aPlanExpires() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8086, 1, 4121))) {
            String stopId = scene.planned(8086);
            scene.sql(
                    "update stop_request set plan_expires_at = now() - interval '1 second' where stop_id = ?",
                    UUID.fromString(stopId));
            problem(scene.unanswered(stopId, Map.of("reason", "too late")), 409, "plan_expired");
            scene.awaitState(stopId, "DISCARDED");
            problem(scene.unanswered(stopId, Map.of("reason", "too late")), 409, "plan_expired");
        }
    }

    @Test
    void runsOnceHoweverOftenItIsAskedTo() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8087, 1, 4121))) {
            String first = scene.planned(8087);
            String second = scene.planned(8087);
            List<CompletableFuture<Response>> runs = List.of(
                    StopScene.inBackground(() -> scene.unanswered(first, Map.of("reason", "me first"))),
                    StopScene.inBackground(() -> scene.unanswered(second, Map.of("reason", "no, me"))));
            // both are asked before the first answer: a command that comes in between would be dropped here
            var inspects = List.of(
                    scene.agent.link().next(ServerFrame.Inspect.class),
                    scene.agent.link().next(ServerFrame.Inspect.class));
            inspects.forEach(scene::answer);
            assertThat(runs).extracting(run -> run.join().statusCode()).containsExactlyInAnyOrder(202, 409);
            scene.command();
            problem(scene.unanswered(first, Map.of("reason", "once more")), 409, "stop_state_conflict");
            problem(scene.plan(8087), 409, "stop_state_conflict");
        }
    }

    @Test
    void aCommandIsSentAgainUntilItIsAccepted() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8088, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8088);
            scene.agent.disconnect();
            scene.agent.restart();
            scene.agent.connect();
            assertThat(scene.command()).isEqualTo(command);
            scene.reports(command.stopId(), StopStep.ACCEPTED);
            scene.agent.disconnect();
            scene.agent.connect();
            scene.agent.awaitAcknowledged();
            // it was accepted: not again, and what is reported twice is one step
            scene.reports(command.stopId(), StopStep.ACCEPTED);
            assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, java.time.Duration.ofMillis(300)))
                    .isEmpty();
            scene.ends(command.stopId(), new StopOutcome.Freed());
            scene.ends(command.stopId(), new StopOutcome.Freed());
            assertThat(scene.audited(command.stopId()))
                    .containsExactly(
                            "stop.planned", "stop.requested", "stop.sent", "stop.sent", "stop.step", "stop.settled");
        }
    }

    @Test
    void expiresWhenTheAgentHasLookedSinceAndNeverAccepted() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8089, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8089);
            scene.deadlineWas(command.stopId(), Instant.now().minusSeconds(5));
            scene.agent.heartbeat();
            scene.awaitState(command.stopId().toString(), "SETTLED");
            assertThat(scene.field(command.stopId().toString(), "outcome.is")).isEqualTo("expired");
            scene.agent.disconnect();
            scene.agent.connect();
            assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, java.time.Duration.ofMillis(300)))
                    .isEmpty();
        }
    }

    @Test
    void isUnknownWhileTheHostIsLostAndSettledWhenItReports() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8090, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8090);
            String stopId = command.stopId().toString();
            scene.agent.disconnect();
            scene.sql(
                    "update host_stream set looked_at = now() - interval '1 hour' where host_id = ?",
                    scene.agent.hostId());
            scene.deadlineWas(command.stopId(), Instant.now().minusSeconds(600));
            scene.awaitState(stopId, "SETTLED");
            assertThat(scene.field(stopId, "outcome.is")).isEqualTo("unknown");
            scene.agent.connect();
            scene.reports(command.stopId(), StopStep.ACCEPTED);
            scene.ends(command.stopId(), new StopOutcome.Freed());
            assertThat(scene.field(stopId, "outcome.is")).isEqualTo("freed");
            scene.ends(command.stopId(), new StopOutcome.Unknown("what was known stays known"));
            assertThat(scene.field(stopId, "outcome.is")).isEqualTo("freed");
            assertThat(scene.audited(command.stopId())).endsWith("stop.settled", "stop.step", "stop.settled");
        }
    }

    @Test
    void anAcceptedStopWithoutOutcomeIsUnknown() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8091, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8091);
            scene.reports(command.stopId(), StopStep.ACCEPTED);
            scene.deadlineWas(command.stopId(), Instant.now().minusSeconds(600));
            scene.awaitState(command.stopId().toString(), "SETTLED");
            assertThat(scene.field(command.stopId().toString(), "outcome.is")).isEqualTo("unknown");
        }
    }

    @Test
    void canBeCalledOffUntilTheHolderIsTold() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8092, 1, 4121))) {
            String planned = scene.planned(8092);
            scene.abort(planned).then().statusCode(200).body("state", equalTo("DISCARDED"));
            problem(scene.abort(planned), 409, "stop_state_conflict");

            ServerFrame.Stop first = scene.commanded(8092);
            scene.abort(first.stopId().toString()).then().statusCode(200).body("state", equalTo("REQUESTED"));
            assertThat(scene.agent.link().next(ServerFrame.Abort.class).stopId())
                    .isEqualTo(first.stopId());
            scene.agent.disconnect();
            scene.agent.connect();
            // the abort is said again, the command is not
            assertThat(scene.agent.link().next(ServerFrame.Abort.class).stopId())
                    .isEqualTo(first.stopId());
            scene.ends(first.stopId(), new StopOutcome.Aborted());
            assertThat(scene.field(first.stopId().toString(), "outcome.is")).isEqualTo("aborted");

            ServerFrame.Stop second = scene.commanded(8092);
            scene.reports(second.stopId(), StopStep.ACCEPTED);
            scene.reports(second.stopId(), StopStep.REQUESTED);
            problem(scene.abort(second.stopId().toString()), 409, "stop_state_conflict");
        }
    }

    @Test
    void needsAnAgentThatAnswers() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8093, 1, 4121))) {
            UUID holding = scene.holdingId(8093);
            Map<String, Object> wish = Map.of("hostId", scene.agent.hostId(), "holdingId", holding);
            problem(scene.operator().body(wish).post("/api/stops"), 504, "agent_timeout");
            scene.agent.disconnect();
            await().untilAsserted(() -> problem(scene.operator().body(wish).post("/api/stops"), 409, "agent_offline"));
        }
    }

    @Test
    void withoutAuditNothingHappens() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8094, 1, 4121))) {
            String stopId = scene.planned(8094);
            scene.sql("revoke insert on audit_entry from portledger_app");
            try {
                problem(scene.run(stopId), 503, "audit_unavailable");
            } finally {
                scene.sql("grant insert on audit_entry to portledger_app");
            }
            assertThat(scene.field(stopId, "state")).isEqualTo("PLANNED");
            assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, java.time.Duration.ofMillis(200)))
                    .isEmpty();
            scene.run(stopId).then().statusCode(202);
        }
    }

    @Test
    void anotherHostHasNoSay() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8095, 1, 4121));
                StopScene other = StopScene.with(server, postgres, manual(8095, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8095);
            other.ends(command.stopId(), new StopOutcome.Freed());
            other.ends(UUID.randomUUID(), new StopOutcome.Freed());
            assertThat(scene.field(command.stopId().toString(), "state")).isEqualTo("REQUESTED");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "no",
                "line\\nbreak",
                "bell\\u0007",
                "turned \\u202e round",
                "two\\u2028lines",
                "LONG",
                "MEGABYTE"
            })
    void wantsAReasonThatCanBeRead(String reason) {
        try (StopScene scene = StopScene.with(server, postgres, manual(8096, 1, 4121))) {
            String stopId = scene.planned(8096);
            String text =
                    switch (reason) {
                        case "LONG" -> "x".repeat(1001);
                        case "MEGABYTE" -> "x".repeat(1 << 20);
                        default -> reason;
                    };
            problem(
                            scene.operator()
                                    .body("{\"reason\":\"" + text + "\"}")
                                    .post("/api/stops/" + stopId + "/run"),
                            400,
                            "reason_required")
                    .body("field", equalTo("reason"));
            problem(scene.operator().body("{}").post("/api/stops/" + stopId + "/run"), 400, "reason_required");
        }
    }

    /** What a manager has stopped is told as freed at once, and watched on. */
    @Test
    void whoTakesThePortWhileItIsWatchedCorrectsTheOutcome() {
        Listener other = manual(8097, 2, 4200);
        try (StopScene scene = StopScene.with(server, postgres, manual(8097, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8097);
            String stopId = command.stopId().toString();
            scene.ends(command.stopId(), new StopOutcome.Freed(Optional.of(scene.agent.now())));
            assertThat(scene.field(stopId, "outcome.is")).isEqualTo("freed");
            scene.ends(command.stopId(), new StopOutcome.Rebound(List.of(other)));
            assertThat(scene.field(stopId, "outcome.is")).isEqualTo("rebound");
            scene.ends(command.stopId(), new StopOutcome.Freed());
            assertThat(scene.field(stopId, "outcome.is")).as("for good").isEqualTo("rebound");
            assertThat(scene.audited(command.stopId()))
                    .filteredOn(action -> action.equals("stop.settled"))
                    .hasSize(2);
        }
        try (StopScene scene = StopScene.with(server, postgres, manual(8098, 1, 4121))) {
            ServerFrame.Stop command = scene.commanded(8098);
            scene.ends(command.stopId(), new StopOutcome.Freed());
            scene.ends(command.stopId(), new StopOutcome.Rebound(List.of(other)));
            assertThat(scene.field(command.stopId().toString(), "outcome.is"))
                    .as("of what was watched long enough")
                    .isEqualTo("freed");
        }
    }

    @Test
    void refusesWhatItCannotRead() {
        var operator = SignedIn.cookie("operator");
        problem(post(operator, "/api/stops", "{}"), 400, "body_invalid");
        problem(post(operator, "/api/stops", "{\"hostId\":\"x\"}"), 400, "body_invalid");
        problem(post(operator, "/api/stops", "not json"), 400, "body_invalid");
        problem(
                post(
                        operator,
                        "/api/stops",
                        "{\"hostId\":\"%1$s\",\"holdingId\":\"%1$s\"}"
                                .replace("%1$s", UUID.randomUUID().toString())),
                404,
                "not_found");
        problem(
                post(operator, "/api/stops/" + UUID.randomUUID() + "/run", "{\"reason\":\"no such stop\"}"),
                404,
                "not_found");
        problem(get(operator, "/api/stops/none"), 404, "not_found");
        problem(get(operator, "/api/stops?port=0"), 400, "port_invalid");
        problem(get(operator, "/api/stops?state=gone"), 400, "query_invalid");
        problem(get(operator, "/api/stops?cursor=x"), 400, "cursor_invalid");
        problem(get(operator, "/api/stops?limit=0"), 400, "query_invalid");
    }

    @Test
    void takesAnOperator() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8097, 1, 4121))) {
            String stopId = scene.planned(8097);
            for (String role : List.of("viewer", "approver")) {
                String cookie = SignedIn.cookie(role);
                problem(post(cookie, "/api/stops", "{}"), 403, "forbidden");
                problem(post(cookie, "/api/stops/" + stopId + "/run", "{\"reason\":\"let me\"}"), 403, "forbidden");
                problem(post(cookie, "/api/stops/" + stopId + "/abort", ""), 403, "forbidden");
                assertThat(get(cookie, "/api/stops/" + stopId).statusCode()).isEqualTo(200);
            }
            problem(given().contentType(ContentType.JSON).body("{}").post("/api/stops"), 401, "not_signed_in");
        }
    }

    @Test
    void listsStopsInPages() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8098, 1, 4121))) {
            List<String> planned = List.of(scene.planned(8098), scene.planned(8098), scene.planned(8098));
            String host = "/api/stops?host=" + scene.agent.hostId() + "&limit=2";
            Response first = scene.operator().get(host);
            assertThat(first.<List<String>>path("items.stopId")).containsExactly(planned.get(2), planned.get(1));
            Response second = scene.operator().get(host + "&cursor=" + first.path("nextCursor"));
            assertThat(second.<List<String>>path("items.stopId")).containsExactly(planned.getFirst());
            assertThat(second.<String>path("nextCursor")).isNull();
            assertThat(scene.operator().get(host + "&state=settled&port=8098").<List<String>>path("items"))
                    .isEmpty();
        }
    }

    private static Response post(String cookie, String path, String body) {
        return given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }

    private static Response get(String cookie, String path) {
        return given().cookie(SignedIn.COOKIE, cookie).get(path);
    }

    private static io.restassured.response.ValidatableResponse problem(Response response, int status, String code) {
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }
}

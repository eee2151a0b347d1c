package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.held;
import static dev.portledger.server.stop.StopHolders.manual;
import static dev.portledger.server.stop.StopHolders.process;
import static dev.portledger.server.stop.StopHolders.unit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopOutcome;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class StopApprovalTest {

    private static final String REASON = "the deploy needs the port";

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    /** A host of which a rule demands as many approvals. */
    private StopScene demanding(int approvals, Map<String, Object> more, Listener... listeners) {
        StopScene scene = StopScene.with(server, postgres, listeners);
        var match = new HashMap<String, Object>(Map.of("host", "host-" + scene.agent.hostId()));
        rule("approval-rules", match, approvals, more);
        return scene;
    }

    private static String rule(String kind, Map<String, Object> match, int approvals, Map<String, Object> more) {
        var body = new HashMap<String, Object>(
                Map.of("name", "rule of a test", "match", match, "approvals", approvals, "reason", "a test needs it"));
        body.putAll(more);
        return as("admin")
                .body(body)
                .post("/api/" + kind)
                .then()
                .statusCode(201)
                .extract()
                .path("ruleId");
    }

    private static io.restassured.specification.RequestSpecification as(String role) {
        return SignedIn.as(role).contentType(ContentType.JSON);
    }

    /** Somebody else with this role. */
    private static String another(String name, String roles) {
        SignedIn.create(name, "password-of-" + name, roles);
        return SignedIn.signIn(name, "password-of-" + name);
    }

    private static Response says(String cookie, String stopId, String decision, String digest, String comment) {
        return given().cookie(SignedIn.COOKIE, cookie)
                .contentType(ContentType.JSON)
                .body(Map.of("decision", decision, "digest", digest, "comment", comment))
                .post("/api/stops/" + stopId + "/approvals");
    }

    private static Response approves(String cookie, StopScene scene, String stopId) {
        return says(cookie, stopId, "APPROVE", digest(scene, stopId), "");
    }

    private static String digest(StopScene scene, String stopId) {
        return (String) scene.field(stopId, "approval.digest");
    }

    private static String asked(StopScene scene, int port) {
        String stopId = scene.planned(port);
        scene.run(stopId, Map.of("reason", REASON))
                .then()
                .statusCode(202)
                .body("state", equalTo("AWAITING_APPROVAL"))
                .body("requestedBy", equalTo("operator"))
                .body("approval.digest", notNullValue());
        return stopId;
    }

    private static ValidatableResponse problem(Response response, int status, String code) {
        return response.then().statusCode(status).body("code", equalTo(code));
    }

    private static void nothingIsSent(StopScene scene) {
        assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, Duration.ofMillis(200)))
                .isEmpty();
    }

    @Test
    void twoOthersAgreeAndWhoAskedRunsIt() {
        try (StopScene scene = demanding(2, Map.of(), manual(8201, 1, 4121))) {
            String stopId = scene.planned(8201);
            scene.get(stopId)
                    .then()
                    .body("demands.rule", hasItem("rule of a test"))
                    .body("demands[0].approvals", equalTo(2))
                    .body("demands[0].why", containsString("host host-" + scene.agent.hostId()));
            scene.run(stopId, Map.of("reason", REASON)).then().statusCode(202);
            problem(scene.unanswered(stopId, Map.of("reason", REASON)), 409, "approval_required");
            nothingIsSent(scene);

            String first = another("anna", "approver");
            approves(first, scene, stopId)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("AWAITING_APPROVAL"))
                    .body("approval.given", equalTo(1))
                    .body("approval.needed", equalTo(2));
            problem(approves(first, scene, stopId), 409, "already_decided");
            approves(another("bert", "approver"), scene, stopId)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("APPROVED"))
                    .body("approval.given", equalTo(2))
                    .body("approval.decisions.name", equalTo(List.of("anna", "bert")))
                    .body("approval.runBefore", notNullValue());
            nothingIsSent(scene);

            // somebody else may not, whoever asked may, without a reason once more
            String other = another("otto", "operator");
            problem(
                    given().cookie(SignedIn.COOKIE, other)
                            .contentType(ContentType.JSON)
                            .body("{}")
                            .post("/api/stops/" + stopId + "/run"),
                    403,
                    "not_the_requester");
            scene.run(stopId, Map.of())
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("REQUESTED"))
                    .body("reason", equalTo(REASON))
                    .body("approval.state", equalTo("USED"));
            ServerFrame.Stop command = scene.command();
            scene.ends(command.stopId(), new StopOutcome.Freed());
            assertThat(scene.audited(command.stopId()))
                    .containsExactly(
                            "stop.planned",
                            "stop.approval_asked",
                            "stop.approved",
                            "stop.approval_refused",
                            "stop.approved",
                            "stop.requested",
                            "stop.sent",
                            "stop.settled");
        }
    }

    @Test
    void nobodyAgreesToTheirOwn() {
        try (StopScene scene = demanding(1, Map.of(), manual(8202, 1, 4121))) {
            String both = another("both", "operator,approver");
            String stopId = scene.planned(8202);
            scene.answered(() -> given().cookie(SignedIn.COOKIE, both)
                            .contentType(ContentType.JSON)
                            .body(Map.of("reason", REASON))
                            .post("/api/stops/" + stopId + "/run"))
                    .then()
                    .statusCode(202)
                    .body("approval.mayDecide", equalTo(false));
            problem(approves(both, scene, stopId), 403, "self_approval");
            // another session of the same person is the same person
            problem(approves(SignedIn.signIn("both", "password-of-both"), scene, stopId), 403, "self_approval");
            for (String role : List.of("viewer", "operator")) {
                problem(approves(SignedIn.cookie(role), scene, stopId), 403, "forbidden");
            }
            assertThat(scene.field(stopId, "state")).isEqualTo("AWAITING_APPROVAL");
            assertThat(scene.audited(UUID.fromString(stopId)))
                    .containsExactly(
                            "stop.planned", "stop.approval_asked", "stop.approval_refused", "stop.approval_refused");
            approves(SignedIn.cookie("approver"), scene, stopId).then().body("state", equalTo("APPROVED"));
        }
    }

    @Test
    void aTokenAndAnotherAccountOfTheSamePersonAreThatPerson() {
        try (StopScene scene = demanding(1, Map.of(), manual(8218, 1, 4121))) {
            String dora = another("dora", "operator,approver");
            String stopId = scene.planned(8218);
            scene.answered(() -> given().cookie(SignedIn.COOKIE, dora)
                            .contentType(ContentType.JSON)
                            .body(Map.of("reason", REASON))
                            .post("/api/stops/" + stopId + "/run"))
                    .then()
                    .statusCode(202);
            String digest = digest(scene, stopId);

            another("dora.two", "approver");
            as("admin")
                    .body(Map.of("with", "dora"))
                    .post("/api/users/dora.two/link")
                    .then()
                    .statusCode(200);
            String second = SignedIn.signIn("dora.two", "password-of-dora.two");
            problem(says(second, stopId, "APPROVE", digest, ""), 403, "self_approval");

            String secret = given().cookie(SignedIn.COOKIE, dora)
                    .contentType(ContentType.JSON)
                    .body(Map.of(
                            "name",
                            "ci",
                            "role",
                            "approver",
                            "expiresAt",
                            java.time.Instant.now().plusSeconds(3_600).toString()))
                    .post("/api/account/tokens")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("secret");
            problem(
                    given().header("Authorization", "Bearer " + secret)
                            .contentType(ContentType.JSON)
                            .body(Map.of("decision", "APPROVE", "digest", digest))
                            .post("/api/stops/" + stopId + "/approvals"),
                    403,
                    "self_approval");
            assertThat(scene.field(stopId, "state")).isEqualTo("AWAITING_APPROVAL");
        }
    }

    @Test
    void anApproverOfOtherHostsIsNoneOfThisOne() {
        try (StopScene scene = demanding(1, Map.of(), manual(8219, 1, 4121))) {
            String stopId = asked(scene, 8219);
            String digest = digest(scene, stopId);
            SignedIn.create("erna", "password-of-erna", List.of("approver"), "{\"env\":\"test\"}");
            String erna = SignedIn.signIn("erna", "password-of-erna");
            problem(says(erna, stopId, "APPROVE", digest, ""), 403, "forbidden_host");
            given().cookie(SignedIn.COOKIE, erna)
                    .get("/api/approvals?state=PENDING")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(0))
                    .body("pending", equalTo(0));
            given().cookie(SignedIn.COOKIE, erna)
                    .get("/api/bulk-stops")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(0));
            scene.sql("update host set labels = '{\"env\": \"test\"}' where host_id = ?", scene.agent.hostId());
            says(erna, stopId, "APPROVE", digest, "").then().statusCode(200).body("state", equalTo("APPROVED"));
        }
    }

    @Test
    void aRuleMayNameWhoHasToAgree() {
        try (StopScene scene = demanding(1, Map.of("approvers", List.of("carla")), manual(8203, 1, 4121))) {
            String stopId = asked(scene, 8203);
            problem(approves(SignedIn.cookie("approver"), scene, stopId), 403, "not_an_approver");
            approves(another("carla", "approver"), scene, stopId).then().body("state", equalTo("APPROVED"));
        }
    }

    @Test
    void anAgreementIsForExactlyThatPlan() {
        try (StopScene scene = demanding(1, Map.of(), manual(8204, 1, 4121))) {
            String first = asked(scene, 8204);
            String second = asked(scene, 8204);
            assertThat(digest(scene, first)).isNotEqualTo(digest(scene, second));
            String approver = SignedIn.cookie("approver");
            problem(says(approver, second, "APPROVE", digest(scene, first), ""), 409, "plan_changed");
            approves(approver, scene, second).then().statusCode(200);
            // somebody with the database's means puts another plan below the approval
            scene.sql(
                    "update stop_request set plan = jsonb_set(plan, '{commands}', '[\"reboot\"]') where stop_id = ?",
                    UUID.fromString(second));
            problem(scene.run(second, Map.of()), 409, "plan_changed");
            assertThat(scene.field(second, "state")).isEqualTo("DISCARDED");
            nothingIsSent(scene);
        }
    }

    @Test
    void whatChangesOnTheHostVoidsIt() {
        try (StopScene scene = demanding(1, Map.of(), manual(8205, 1, 4121))) {
            String stopId = asked(scene, 8205);
            approves(SignedIn.cookie("approver"), scene, stopId).then().statusCode(200);
            scene.agent.put(manual(8205, 1, 4122));
            problem(scene.run(stopId, Map.of()), 409, "plan_outdated");
            scene.get(stopId).then().body("state", equalTo("DISCARDED")).body("approval.state", equalTo("OUTDATED"));
            nothingIsSent(scene);
        }
    }

    @Test
    void isRejectedWithAReason() {
        try (StopScene scene = demanding(2, Map.of(), manual(8206, 1, 4121))) {
            String stopId = asked(scene, 8206);
            String approver = SignedIn.cookie("approver");
            String digest = digest(scene, stopId);
            problem(says(approver, stopId, "REJECT", digest, ""), 400, "reason_required");
            says(approver, stopId, "REJECT", digest, "not during the sale")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("DISCARDED"))
                    .body("approval.state", equalTo("REJECTED"))
                    .body("approval.decisions[0].comment", equalTo("not during the sale"));
            problem(approves(another("anna", "approver"), scene, stopId), 409, "already_decided");
            problem(scene.unanswered(stopId, Map.of("reason", REASON)), 409, "stop_state_conflict");
            // the history stays
            as("viewer")
                    .get("/api/approvals?state=REJECTED&host=" + scene.agent.hostId())
                    .then()
                    .body("items.subjectId", equalTo(List.of(stopId)))
                    .body("items[0].requestedBy", equalTo("operator"));
        }
    }

    @Test
    void whoAskedMayWithdraw() {
        try (StopScene scene = demanding(1, Map.of(), manual(8207, 1, 4121))) {
            String stopId = asked(scene, 8207);
            scene.abort(stopId).then().statusCode(200).body("state", equalTo("DISCARDED"));
            problem(approves(SignedIn.cookie("approver"), scene, stopId), 409, "already_decided");
            assertThat(scene.field(stopId, "approval.state")).isEqualTo("WITHDRAWN");
        }
    }

    @Test
    void theWaitAndTheRunExpire() {
        try (StopScene scene = demanding(1, Map.of(), manual(8208, 1, 4121))) {
            String late = asked(scene, 8208);
            String digest = digest(scene, late);
            scene.sql(
                    "update approval_request set expires_at = now() - interval '1 second' where subject_id = ?",
                    UUID.fromString(late));
            problem(says(SignedIn.cookie("approver"), late, "APPROVE", digest, ""), 409, "approval_expired");
            scene.sql(
                    "update stop_request set wait_expires_at = now() - interval '1 second' where stop_id = ?",
                    UUID.fromString(late));
            scene.awaitState(late, "DISCARDED");
            assertThat(scene.field(late, "approval.state")).isEqualTo("EXPIRED");
            problem(says(SignedIn.cookie("approver"), late, "APPROVE", digest, ""), 409, "approval_expired");

            String slow = asked(scene, 8208);
            approves(SignedIn.cookie("approver"), scene, slow).then().body("state", equalTo("APPROVED"));
            scene.sql(
                    "update stop_request set wait_expires_at = now() - interval '1 second' where stop_id = ?",
                    UUID.fromString(slow));
            scene.awaitState(slow, "DISCARDED");
            assertThat(scene.field(slow, "approval.state")).isEqualTo("EXPIRED");
            assertThat(scene.audited(UUID.fromString(slow))).endsWith("stop.approved", "stop.approval_expired");
            nothingIsSent(scene);
        }
    }

    @Test
    void ofManyWhoDecideAtOnceAsManyCountAsAreNeeded() {
        try (StopScene scene = demanding(2, Map.of(), manual(8209, 1, 4121))) {
            String stopId = asked(scene, 8209);
            String digest = digest(scene, stopId);
            List<String> cookies = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                cookies.add(another("racer" + i, "approver"));
            }
            List<CompletableFuture<Response>> words = cookies.stream()
                    .map(cookie -> StopScene.inBackground(() -> says(cookie, stopId, "APPROVE", digest, "")))
                    .toList();
            assertThat(words.stream().map(CompletableFuture::join).map(Response::statusCode))
                    .containsExactlyInAnyOrder(200, 200, 409, 409, 409, 409);
            scene.get(stopId).then().body("state", equalTo("APPROVED")).body("approval.decisions", hasSize(2));
        }
    }

    @Test
    void anApprovalAndAWithdrawalAtOnceAreOneAfterTheOther() {
        try (StopScene scene = demanding(1, Map.of(), manual(8210, 1, 4121))) {
            for (int round = 0; round < 5; round++) {
                String stopId = asked(scene, 8210);
                String digest = digest(scene, stopId);
                var approval =
                        StopScene.inBackground(() -> says(SignedIn.cookie("approver"), stopId, "APPROVE", digest, ""));
                var withdrawal = StopScene.inBackground(() -> scene.abort(stopId));
                assertThat(withdrawal.join().statusCode()).isEqualTo(200);
                assertThat(approval.join().statusCode()).isIn(200, 409);
                assertThat(scene.field(stopId, "state")).isEqualTo("DISCARDED");
                assertThat(scene.field(stopId, "approval.state")).isEqualTo("WITHDRAWN");
            }
            nothingIsSent(scene);
        }
    }

    @Test
    void aStricterRuleThatCameMeanwhileCounts() {
        try (StopScene scene = demanding(1, Map.of(), manual(8211, 1, 4121))) {
            String stopId = asked(scene, 8211);
            approves(SignedIn.cookie("approver"), scene, stopId).then().statusCode(200);
            rule("approval-rules", Map.of("host", "host-" + scene.agent.hostId()), 2, Map.of());
            problem(scene.run(stopId, Map.of()), 409, "rules_changed");
            assertThat(scene.field(stopId, "state")).isEqualTo("DISCARDED");

            String forbidden = asked(scene, 8211);
            for (String name : List.of("anna", "bert")) {
                approves(another(name, "approver"), scene, forbidden).then().statusCode(200);
            }
            rule("protected-things", Map.of("host", "host-" + scene.agent.hostId()), 1, Map.of("effect", "FORBID"));
            problem(scene.run(forbidden, Map.of()), 409, "protected_thing");
            assertThat(scene.field(forbidden, "state")).isEqualTo("DISCARDED");
            nothingIsSent(scene);
        }
    }

    @Test
    void aRetiredRuleStillHoldsForWhatWasAsked() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8212, 1, 4121))) {
            String ruleId = rule("approval-rules", Map.of("host", "host-" + scene.agent.hostId()), 1, Map.of());
            String stopId = asked(scene, 8212);
            as("admin")
                    .body(Map.of("reason", "no more needed", "follows", 1))
                    .post("/api/approval-rules/" + ruleId + "/retire")
                    .then()
                    .statusCode(200)
                    .body("retired", equalTo(true));
            problem(scene.unanswered(stopId, Map.of("reason", REASON)), 409, "approval_required");
            scene.abort(stopId);
            scene.run(scene.planned(8212)).then().body("state", equalTo("REQUESTED"));
        }
    }

    @Test
    void protectedThingsAreNotPlannedForWithTheNameOfTheRule() {
        var postgresql = held(5432, 1, process("postgres", 700, 1, unit("postgresql.service")));
        try (StopScene scene = StopScene.with(server, postgres, postgresql, manual(8213, 2, 4121))) {
            rule(
                    "protected-things",
                    Map.of("unit", "postgresql*.service", "host", "host-" + scene.agent.hostId()),
                    1,
                    Map.of("effect", "FORBID", "name", "databases"));
            problem(scene.plan(5432), 409, "protected_thing")
                    .body("detail", containsString("rule databases (host host-"))
                    .body("detail", containsString("unit postgresql.service"));
            as("viewer")
                    .get("/api/audit?host=" + scene.agent.hostId() + "&action=stop.refused")
                    .then()
                    .body("items[0].detail.code", equalTo("protected_thing"));
            scene.planned(8213);
        }
    }

    @Test
    void breakGlassRunsWithoutThemAndIsLoudUntilSomebodyElseTakesNote() {
        try (StopScene scene = demanding(2, Map.of(), manual(8214, 1, 4121))) {
            String stopId = asked(scene, 8214);
            problem(scene.run(stopId, Map.of("reason", "too short", "breakGlass", true)), 400, "reason_required");
            String why = "customers can't pay and nobody answers";
            scene.run(stopId, Map.of("reason", why, "breakGlass", true))
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("REQUESTED"))
                    .body("approval.state", equalTo("OVERRIDDEN"))
                    .body("breakGlass.brokenBy", equalTo("operator"))
                    .body("breakGlass.waived[0].approvals", equalTo(2));
            scene.command();
            assertThat(scene.audited(UUID.fromString(stopId)))
                    .containsExactly(
                            "stop.planned", "stop.approval_asked", "stop.break_glass", "stop.requested", "stop.sent");
            as("viewer").get("/api/break-glass?open=true").then().body("items.subjectId", hasItem(stopId));
            String acknowledge = "/api/break-glass/" + stopId + "/acknowledge";
            problem(as("operator").post(acknowledge), 403, "forbidden");
            as("approver").post(acknowledge).then().statusCode(200).body("acknowledgedBy", equalTo("approver"));
            problem(as("admin").post(acknowledge), 409, "already_decided");
            assertThat(scene.audited(UUID.fromString(stopId))).endsWith("break_glass.acknowledged");
        }
    }

    @Test
    void nobodyTakesNoteOfTheirOwnBreakGlassWhileThereIsSomebodyElse() {
        try (StopScene scene = demanding(1, Map.of(), manual(8215, 1, 4121))) {
            another("anna", "approver");
            String stopId = scene.planned(8215);
            scene.answered(() -> as("admin")
                            .body(Map.of("reason", "an emergency of a test, at night", "breakGlass", true))
                            .post("/api/stops/" + stopId + "/run"))
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("REQUESTED"))
                    .body("approval", nullValue());
            problem(as("admin").post("/api/break-glass/" + stopId + "/acknowledge"), 403, "self_approval");
        }
    }

    @Test
    void aRuleMayKnowNoBreakGlass() {
        try (StopScene scene = demanding(1, Map.of("breakGlass", false), manual(8216, 1, 4121))) {
            String stopId = scene.planned(8216);
            problem(
                    scene.run(stopId, Map.of("reason", "customers can't pay at all", "breakGlass", true)),
                    409,
                    "break_glass_forbidden");
            nothingIsSent(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LONG", "line\\nbreak", "nul\\u0000"})
    void badReasonsAreRefused(String reason) {
        try (StopScene scene = demanding(1, Map.of(), manual(8217, 1, 4121))) {
            String stopId = scene.planned(8217);
            String text = reason.equals("LONG") ? "x".repeat(1_000_000) : reason;
            problem(
                    scene.operator().body("{\"reason\":\"" + text + "\"}").post("/api/stops/" + stopId + "/run"),
                    400,
                    "reason_required");
            assertThat(scene.field(stopId, "state")).isEqualTo("PLANNED");
        }
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithItsField() {
        String approver = SignedIn.cookie("approver");
        String path = "/api/stops/" + UUID.randomUUID() + "/approvals";
        var request = given().cookie(SignedIn.COOKIE, approver).contentType(ContentType.JSON);
        problem(request.body("{}").post(path), 400, "body_invalid");
        problem(request.body("{\"decision\":\"APPROVE\"}").post(path), 400, "body_invalid");
        problem(request.body("{\"decision\":\"MAYBE\",\"digest\":\"x\"}").post(path), 400, "body_invalid");
        problem(request.body("{\"decision\":\"APPROVE\",\"digest\":\"x\"}").post(path), 404, "not_found");
        problem(given().contentType(ContentType.JSON).body("{}").post(path), 401, "not_signed_in");
    }
}

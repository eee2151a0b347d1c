package dev.portledger.server.bulk;

import static dev.portledger.server.bulk.BulkCalls.as;
import static dev.portledger.server.bulk.BulkCalls.audited;
import static dev.portledger.server.bulk.BulkCalls.awaitState;
import static dev.portledger.server.bulk.BulkCalls.get;
import static dev.portledger.server.bulk.BulkCalls.run;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Real WebSockets of as many agents, the real database, and the runner at its own pace. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class BulkTest {

    private static final String REASON = "the old exporter leaks";

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    private static ValidatableResponse problem(Response response, int status, String code) {
        return response.then().statusCode(status).body("code", equalTo(code));
    }

    private String planned(BulkFleet fleet, Map<String, Object> more) {
        return BulkCalls.planned(fleet, postgres, more);
    }

    @Test
    void stopsTheSameOnFortyHostsInWavesAfterOneApproval() {
        try (BulkFleet fleet = BulkFleet.of(40, 9301, server, postgres)) {
            String bulkId = planned(fleet, Map.of("waveSize", 10));
            get(bulkId)
                    .then()
                    .body("state", equalTo("PLANNED"))
                    .body("hosts", equalTo(40))
                    .body("waves", equalTo(4))
                    .body("demands.rule", equalTo(List.of("More than 10 hosts at once")))
                    .body("lines.standing", everyItem(equalTo("READY")))
                    .body("lines[0].stop.commands", equalTo(List.of("systemctl stop demo.service")))
                    .body("lines[39].wave", equalTo(4));
            problem(run(bulkId, 39), 400, "confirmation_required");
            run(bulkId, 40).then().statusCode(202).body("state", equalTo("AWAITING_APPROVAL"));
            problem(run(bulkId, 40), 409, "approval_required");
            String digest = get(bulkId).path("approval.digest");
            as("viewer")
                    .get("/api/approvals?state=pending&kind=bulk")
                    .then()
                    .body("items.subjectId", hasItem(bulkId))
                    .body("items.title", hasItem("Stop demo.service on 40 hosts"));
            problem(approve(bulkId, "0".repeat(64)), 409, "plan_changed");
            approve(bulkId, digest).then().statusCode(200).body("state", equalTo("APPROVED"));
            assertThat(fleet.commanded).isEmpty();
            as("operator")
                    .body("{}")
                    .post("/api/bulk-stops/" + bulkId + "/run")
                    .then()
                    .statusCode(202);

            awaitState(bulkId, "SETTLED");
            get(bulkId)
                    .then()
                    .body("counts.freed", equalTo(40))
                    .body("wave", equalTo(4))
                    .body("lines.standing", everyItem(equalTo("FREED")))
                    .body("approval.state", equalTo("USED"));
            assertThat(fleet.commanded).hasSize(40);
            assertThat(new HashSet<>(fleet.commanded)).hasSize(40);
            assertThat(audited(bulkId))
                    .containsExactly(
                            "bulk.planned",
                            "bulk.approval_asked",
                            "bulk.approval_refused",
                            "bulk.approved",
                            "bulk.requested",
                            "bulk.wave_began",
                            "bulk.wave_began",
                            "bulk.wave_began",
                            "bulk.wave_began",
                            "bulk.settled");
            problem(run(bulkId, 40), 409, "bulk_state_conflict");
        }
    }

    private static Response approve(String bulkId, String digest) {
        return as("approver")
                .body(Map.of("decision", "APPROVE", "digest", digest))
                .post("/api/bulk-stops/" + bulkId + "/approvals");
    }

    @Test
    void noWaveBeginsBeforeTheLastOneHasSettled() {
        try (BulkFleet fleet = BulkFleet.of(4, 9302, server, postgres)) {
            fleet.mayEnd = new CountDownLatch(1);
            String bulkId = planned(fleet, Map.of("waveSize", 2));
            run(bulkId, 4).then().statusCode(202).body("state", equalTo("RUNNING"));
            await().until(() -> fleet.commanded.size() == 2);
            // two more rounds of the runner, and nothing has begun
            await().during(Duration.ofMillis(1_500)).until(() -> fleet.commanded.size() == 2);
            get(bulkId).then().body("wave", equalTo(1)).body("counts.running", equalTo(2));
            fleet.mayEnd.countDown();
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(4));
        }
    }

    @Test
    void stopsWhenTooManyFail() {
        try (BulkFleet fleet = BulkFleet.of(6, 9303, server, postgres)) {
            fleet.outcomes = place -> place == 1
                    ? new StopOutcome.StillHeld(List.of(Listeners.listener(9303, 1)))
                    : new StopOutcome.Freed();
            String bulkId = planned(fleet, Map.of("waveSize", 2));
            run(bulkId, 6).then().statusCode(202);
            awaitState(bulkId, "SETTLED");
            get(bulkId)
                    .then()
                    .body("halted", equalTo("1 line has failed"))
                    .body("counts.freed", equalTo(1))
                    .body("counts.failed", equalTo(1))
                    .body("counts.skipped", equalTo(4))
                    .body("lines[1].stop.outcome.is", equalTo("stillHeld"));
            assertThat(fleet.commanded).hasSize(2);
            assertThat(audited(bulkId)).endsWith("bulk.wave_began", "bulk.halted", "bulk.settled");
        }
    }

    @Test
    void goesOnWhileFewerFailThanAreAllowed() {
        try (BulkFleet fleet = BulkFleet.of(4, 9304, server, postgres)) {
            fleet.outcomes = place -> place == 0
                    ? new StopOutcome.Refused("observe_only", "this host only observes")
                    : new StopOutcome.Freed();
            String bulkId = planned(fleet, Map.of("waveSize", 1, "maxFailures", 1));
            run(bulkId, 4).then().statusCode(202);
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(3)).body("counts.failed", equalTo(1));
        }
    }

    @Test
    void theRestCanBeCalledOff() {
        try (BulkFleet fleet = BulkFleet.of(4, 9305, server, postgres)) {
            fleet.mayEnd = new CountDownLatch(1);
            String bulkId = planned(fleet, Map.of("waveSize", 1));
            run(bulkId, 4).then().statusCode(202);
            await().until(() -> fleet.commanded.size() == 1);
            as("operator")
                    .post("/api/bulk-stops/" + bulkId + "/abort")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("RUNNING"))
                    .body("halted", equalTo("called off by operator"));
            fleet.mayEnd.countDown();
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(1)).body("counts.skipped", equalTo(3));
            assertThat(fleet.commanded).hasSize(1);
        }
    }

    @Test
    void linesOfWhichThereIsNoPlanAreRefusedAndTheOthersRun() {
        try (BulkFleet fleet = BulkFleet.of(3, 9306, server, postgres)) {
            var lines = fleet.lines(postgres);
            fleet.agent(2).disconnect();
            lines.get(1).put("holdingId", UUID.randomUUID());
            await().untilAsserted(() -> {
                var host = as("viewer").get("/api/hosts/" + fleet.agent(2).hostId());
                assertThat(host.<String>path("watch")).isEqualTo("OFFLINE");
            });
            String bulkId = as("operator")
                    .body(Map.of("lines", lines))
                    .post("/api/bulk-stops")
                    .then()
                    .statusCode(201)
                    .body("hosts", equalTo(1))
                    .body("counts.refused", equalTo(2))
                    .body("lines.problem", equalTo(java.util.Arrays.asList(null, "not_found", "agent_offline")))
                    .extract()
                    .path("bulkId");
            run(bulkId, 1).then().statusCode(202);
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(1)).body("counts.refused", equalTo(2));
        }
    }

    @Test
    void aLineWhoseHostHasChangedFails() {
        try (BulkFleet fleet = BulkFleet.of(2, 9307, server, postgres)) {
            String bulkId = planned(fleet, Map.of("maxFailures", 1, "waveSize", 1));
            fleet.agent(0).put(Listeners.heldBy(Listeners.tcp(9307, 1), "another", 77));
            run(bulkId, 2).then().statusCode(202);
            awaitState(bulkId, "SETTLED");
            get(bulkId)
                    .then()
                    .body("lines[0].standing", equalTo("FAILED"))
                    .body("lines[0].problem", equalTo("plan_outdated"))
                    .body("lines[1].standing", equalTo("FREED"));
            assertThat(fleet.commanded).containsExactly(fleet.agent(1).hostId());
        }
    }

    @Test
    void goesOnAfterAServerEndedBetweenTheWaveAndItsLines() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(3, 9308, server, postgres)) {
            String bulkId = planned(fleet, Map.of("waveSize", 3));
            // what a server that is killed right there leaves behind
            try (var connection = postgres.connect();
                    var statement = connection.prepareStatement("update bulk_stop set state = 'RUNNING', wave = 1,"
                            + " wave_began_at = now(), expires_at = null, reason = 'as it was', requested_by = 'operator',"
                            + " requested_subject = planned_subject, requested_at = now() where bulk_id = ?")) {
                statement.setObject(1, UUID.fromString(bulkId));
                statement.executeUpdate();
            }
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(3));
            assertThat(fleet.commanded).hasSize(3);
            assertThat(new HashSet<>(fleet.commanded)).hasSize(3);
        }
    }

    @Test
    void aLineIsRunByItsBulkStopOnly() {
        try (BulkFleet fleet = BulkFleet.of(1, 9309, server, postgres)) {
            String bulkId = planned(fleet, Map.of());
            String stopId = get(bulkId).path("lines[0].stop.stopId");
            problem(
                    as("operator").body(Map.of("reason", REASON)).post("/api/stops/" + stopId + "/run"),
                    409,
                    "stop_state_conflict");
            as("operator").post("/api/bulk-stops/" + bulkId + "/abort").then().body("state", equalTo("DISCARDED"));
            get(bulkId).then().body("counts.skipped", equalTo(1));
            assertThat(fleet.commanded).isEmpty();
        }
    }

    @Test
    void whatNobodyRunsExpires() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(1, 9310, server, postgres)) {
            String bulkId = planned(fleet, Map.of());
            try (var connection = postgres.connect();
                    var statement = connection.prepareStatement(
                            "update bulk_stop set expires_at = now() - interval '1 second' where bulk_id = ?")) {
                statement.setObject(1, UUID.fromString(bulkId));
                statement.executeUpdate();
            }
            awaitState(bulkId, "DISCARDED");
            await().untilAsserted(() -> get(bulkId).then().body("counts.skipped", equalTo(1)));
        }
    }

    @Test
    void breakGlassRunsManyAtOnceAndLoudly() {
        try (BulkFleet fleet = BulkFleet.of(11, 9311, server, postgres)) {
            String bulkId = planned(fleet, Map.of("waveSize", 11));
            as("operator")
                    .body(Map.of("reason", "the exporters fill all disks tonight", "confirm", "11", "breakGlass", true))
                    .post("/api/bulk-stops/" + bulkId + "/run")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("RUNNING"))
                    .body("breakGlass.brokenBy", equalTo("operator"));
            awaitState(bulkId, "SETTLED");
            assertThat(audited(bulkId)).contains("stop.break_glass");
            as("viewer").get("/api/break-glass?open=true").then().body("items.subjectId", hasItem(bulkId));
        }
    }

    @Test
    void refusesWhatItCannotReadAndWhoMayNot() {
        problem(as("operator").body("{}").post("/api/bulk-stops"), 400, "body_invalid");
        var line = Map.of("hostId", UUID.randomUUID(), "holdingId", UUID.randomUUID());
        problem(as("operator").body(Map.of("lines", List.of(line))).post("/api/bulk-stops"), 404, "host_not_found");
        for (var odd : List.of(
                Map.of("waveSize", 0), Map.of("waveSize", 101), Map.of("maxFailures", -1), Map.of("pause", "P1D"))) {
            var body = new HashMap<String, Object>(odd);
            body.put("lines", List.of(line));
            problem(as("operator").body(body).post("/api/bulk-stops"), 400, "body_invalid");
        }
        problem(
                as("operator")
                        .body(Map.of("lines", List.of(line), "what", "x".repeat(201)))
                        .post("/api/bulk-stops"),
                400,
                "body_invalid");
        String unknown = "/api/bulk-stops/" + UUID.randomUUID();
        problem(as("viewer").get(unknown), 404, "not_found");
        problem(as("viewer").get("/api/bulk-stops/x"), 404, "not_found");
        for (String role : List.of("viewer", "approver")) {
            problem(as(role).body("{}").post("/api/bulk-stops"), 403, "forbidden");
            problem(as(role).body("{}").post(unknown + "/run"), 403, "forbidden");
            problem(as(role).post(unknown + "/abort"), 403, "forbidden");
        }
        problem(as("operator").body("{}").post(unknown + "/approvals"), 403, "forbidden");
        problem(given().contentType(ContentType.JSON).body("{}").post("/api/bulk-stops"), 401, "not_signed_in");
        as("viewer").get("/api/bulk-stops?limit=1").then().statusCode(200).body("items", hasSize(1));
        problem(as("viewer").get("/api/bulk-stops?cursor=x"), 400, "cursor_invalid");
        as("viewer").get("/q/openapi").then().body(containsString("/api/bulk-stops"));
    }
}

package dev.portledger.server.bulk;

import static dev.portledger.server.bulk.BulkCalls.audited;
import static dev.portledger.server.bulk.BulkCalls.awaitState;
import static dev.portledger.server.bulk.BulkCalls.get;
import static dev.portledger.server.bulk.BulkCalls.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.startsWith;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Bulk stops that a server takes up in the middle: the database is stopped under it, or has in it what a server leaves behind that is
 * killed at that point. What really kills servers is e2e/tests/bulk-crash.spec.ts.
 */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class BulkTakenUpTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    LedgerAvailability availability;

    @AfterEach
    void databaseIsBack() {
        databaseComesBack();
    }

    private void databaseGoesAway() {
        postgres.stop();
        await().atMost(SOON).until(() -> !availability.isWritable());
    }

    private void databaseComesBack() {
        postgres.startAgain();
        await().atMost(SOON).until(availability::isWritable);
    }

    private String planned(BulkFleet fleet, Map<String, Object> more) {
        return BulkCalls.planned(fleet, postgres, more);
    }

    /** In one transaction; each statement has the id of the bulk stop as its one value. */
    private void leave(String bulkId, String... statements) throws SQLException {
        try (var connection = postgres.connect()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                try (var statement = connection.prepareStatement(sql)) {
                    statement.setObject(1, UUID.fromString(bulkId));
                    assertThat(statement.executeUpdate()).isPositive();
                }
            }
            connection.commit();
        }
    }

    /** In its first wave, which began so long ago. */
    private static String running(String ago) {
        return "update bulk_stop set state = 'RUNNING', wave = 1, wave_began_at = now() - interval '" + ago
                + "', expires_at = null, reason = 'as it was', requested_by = 'operator',"
                + " requested_subject = planned_subject, requested_at = now() where bulk_id = ?";
    }

    @Test
    void goesOnAfterTheDatabaseWasAwayInTheMiddleOfAWave() {
        try (BulkFleet fleet = BulkFleet.of(4, 9331, server, postgres)) {
            fleet.mayEnd = new CountDownLatch(1);
            String bulkId = planned(fleet, Map.of("waveSize", 2));
            run(bulkId, 4).then().statusCode(202);
            await().until(() -> fleet.commanded.size() == 2);

            databaseGoesAway();
            fleet.mayEnd.countDown(); // outcomes come while nothing can be written
            databaseComesBack();

            awaitState(bulkId, "SETTLED");
            get(bulkId)
                    .then()
                    .body("counts.freed", equalTo(4))
                    .body("wave", equalTo(2))
                    .body("lines.standing", everyItem(equalTo("FREED")));
            assertThat(fleet.commanded).hasSize(4);
            assertThat(new HashSet<>(fleet.commanded)).hasSize(4);
            assertThat(audited(bulkId))
                    .containsExactly(
                            "bulk.planned", "bulk.requested", "bulk.wave_began", "bulk.wave_began", "bulk.settled");
            List<String> stops = get(bulkId).path("lines.stop.stopId");
            assertThat(stops).hasSize(4).allSatisfy(stopId -> assertThat(audited(stopId))
                    .containsOnlyOnce("stop.planned", "stop.requested", "stop.settled")
                    .contains("stop.sent", "stop.step"));
        }
    }

    @Test
    void hostsHaveTimeToComeBackWhenTheServerIsBack() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(2, 9332, server, postgres)) {
            String bulkId = planned(fleet, Map.of("waveSize", 2));
            fleet.agent(0).disconnect();
            databaseGoesAway();
            databaseComesBack();
            leave(bulkId, running("2 minutes"));

            await().until(() -> fleet.commanded.size() == 1);
            await().during(Duration.ofMillis(1_500))
                    .untilAsserted(() ->
                            get(bulkId).then().body("state", equalTo("RUNNING")).body("counts.ready", equalTo(1)));
            fleet.connect(0);
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(2));
        }
    }

    @Test
    void aLineThatWasRequestedAndNotSentIsSent() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(1, 9333, server, postgres)) {
            String bulkId = planned(fleet, Map.of());
            leave(
                    bulkId,
                    running("3 seconds"),
                    "update stop_request set state = 'REQUESTED', reason = 'as it was', requested_by = 'operator',"
                            + " requested_at = now() - interval '3 seconds', deadline = now() + interval '30 seconds'"
                            + " where bulk_id = ?");
            awaitState(bulkId, "SETTLED");
            get(bulkId).then().body("counts.freed", equalTo(1));
            assertThat(fleet.commanded).hasSize(1);
        }
    }

    @Test
    void whatWasDiscardedLeavesNoLineBehind() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(2, 9334, server, postgres)) {
            String bulkId = planned(fleet, Map.of());
            leave(bulkId, "update bulk_stop set state = 'DISCARDED', expires_at = null where bulk_id = ?");
            databaseGoesAway();
            databaseComesBack();
            await().atMost(SOON).untilAsserted(() -> get(bulkId)
                    .then()
                    .body("state", equalTo("DISCARDED"))
                    .body("counts.skipped", equalTo(2)));
            assertThat(fleet.commanded).isEmpty();
        }
    }

    @Test
    void whatNobodyCouldGoOnWithForLongIsGivenUp() throws SQLException {
        try (BulkFleet fleet = BulkFleet.of(2, 9335, server, postgres)) {
            String bulkId = planned(fleet, Map.of("waveSize", 1));
            leave(bulkId, running("16 minutes"));
            awaitState(bulkId, "SETTLED");
            get(bulkId)
                    .then()
                    .body("halted", startsWith("no server could go on with it since "))
                    .body("counts.skipped", equalTo(2));
            assertThat(fleet.commanded).isEmpty();
            assertThat(audited(bulkId)).endsWith("bulk.halted", "bulk.settled");
        }
    }

    private static StopOutcome freedAndWatched() {
        return new StopOutcome.Freed(Optional.of(Instant.now().plusSeconds(3)));
    }

    @Test
    void noWaveBeginsWhileAnAgentWatchesWhatItHasFreed() {
        try (BulkFleet fleet = BulkFleet.of(2, 9336, server, postgres)) {
            fleet.outcomes = _ -> freedAndWatched();
            String bulkId = planned(fleet, Map.of("waveSize", 1));
            run(bulkId, 2).then().statusCode(202);
            await().untilAsserted(() -> get(bulkId).then().body("counts.freed", equalTo(1)));
            // the time of the watch is over after 4 seconds; what counts is a look from after it
            await().atMost(Duration.ofSeconds(10))
                    .during(Duration.ofSeconds(5))
                    .until(() -> fleet.commanded.size() == 1);
            await().atMost(SOON).until(() -> {
                fleet.on(0, TestingAgent::heartbeat);
                return fleet.commanded.size() == 2;
            });
            await().atMost(SOON).untilAsserted(() -> {
                fleet.on(1, TestingAgent::heartbeat);
                get(bulkId).then().body("state", equalTo("SETTLED")).body("counts.freed", equalTo(2));
            });
        }
    }

    @Test
    void whatIsTakenAgainInThatTimeEndsIt() {
        try (BulkFleet fleet = BulkFleet.of(2, 9337, server, postgres)) {
            fleet.outcomes = _ -> freedAndWatched();
            String bulkId = planned(fleet, Map.of("waveSize", 1));
            run(bulkId, 2).then().statusCode(202);
            await().untilAsserted(() -> get(bulkId).then().body("counts.freed", equalTo(1)));
            UUID stopId = UUID.fromString(get(bulkId).path("lines[0].stop.stopId"));
            fleet.on(
                    0,
                    agent -> agent.keepAndSend(new AgentFrame.StopResult(
                            agent.nextPosition(),
                            stopId,
                            new StopOutcome.Rebound(List.of(Listeners.listener(9337, 2))),
                            agent.now())));
            awaitState(bulkId, "SETTLED");
            get(bulkId)
                    .then()
                    .body("halted", equalTo("1 line has failed"))
                    .body("lines[0].stop.outcome.is", equalTo("rebound"))
                    .body("counts.failed", equalTo(1))
                    .body("counts.skipped", equalTo(1));
            assertThat(fleet.commanded).hasSize(1);
        }
    }
}

package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.manual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the audit log cannot be written, nothing is commanded, and whoever asked is told within the limit. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class NoAuditNoActTest {

    /** The lock is waited for five seconds, a statement for ten. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    LedgerAvailability availability;

    @Inject
    AuditLog log;

    /** @return how many entries there are */
    private long append() {
        return QuarkusTransaction.requiringNew().call(() -> log.append(AuditDraft.of(new Actor.Server(), "test.act")));
    }

    private void nothingIsCommanded(StopScene scene, String stopId, String code) {
        long before = System.nanoTime();
        Response refused = scene.run(stopId);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LIMIT);
        refused.then().statusCode(503).body("code", equalTo(code));
        assertThat(scene.field(stopId, "state")).isEqualTo("PLANNED");
        assertThat(scene.agent.link().poll(ServerFrame.Stop.class, _ -> true, Duration.ofSeconds(1)))
                .isEmpty();
        assertThat(scene.audited(UUID.fromString(stopId))).containsExactly("stop.planned");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_entry", "audit_node"})
    void withoutTheRightToWriteIt(String table) {
        try (StopScene scene = StopScene.with(server, postgres, manual(8080, 1, 4121))) {
            String stopId = scene.planned(8080);
            scene.sql("revoke insert on " + table + " from portledger_app");
            try {
                nothingIsCommanded(scene, stopId, "audit_unavailable");
            } finally {
                scene.sql("grant insert on " + table + " to portledger_app");
            }
            scene.run(stopId).then().statusCode(202);
            assertThat(scene.command().stopId()).hasToString(stopId);
        }
    }

    @Test
    void whileSomebodyHoldsItsEnd() throws Exception {
        try (StopScene scene = StopScene.with(server, postgres, manual(8081, 2, 4121));
                Connection holder = postgres.connect();
                var lock = holder.createStatement()) {
            String stopId = scene.planned(8081);
            holder.setAutoCommit(false);
            lock.execute("select pg_advisory_xact_lock(" + 0x61_75_64_69_74L + ")");
            try {
                nothingIsCommanded(scene, stopId, "ledger_unavailable");
            } finally {
                holder.rollback();
            }
            scene.run(stopId).then().statusCode(202);
            assertThat(scene.command().stopId()).hasToString(stopId);
        }
    }

    /** Somebody has a table itself: no advisory lock tells of that, the limits of time do. Then nobody may even read the tree. */
    @ParameterizedTest
    @CsvSource({"audit_node, exclusive", "audit_node, access exclusive", "audit_entry, exclusive"})
    void whileSomebodyHoldsATable(String table, String mode) throws Exception {
        try (StopScene scene = StopScene.with(server, postgres, manual(8082, 3, 4121));
                Connection holder = postgres.connect();
                var lock = holder.createStatement()) {
            String stopId = scene.planned(8082);
            // an entry at an odd place, which has to read what is to its left
            while (append() % 2 == 0) {
                // one more
            }
            holder.setAutoCommit(false);
            lock.execute("lock table " + table + " in " + mode + " mode");
            try {
                nothingIsCommanded(scene, stopId, "ledger_unavailable");
            } finally {
                holder.rollback();
            }
        }
    }

    /** It does not even refuse. The connection's own limit ends the wait, which is twenty seconds. */
    @Test
    void whileTheDatabaseHangs() {
        try (StopScene scene = StopScene.with(server, postgres, manual(8083, 4, 4121))) {
            String stopId = scene.planned(8083);
            long before = System.nanoTime();
            Response refused;
            postgres.freeze();
            try {
                refused = scene.run(stopId);
            } finally {
                postgres.thaw();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(28));
            refused.then().statusCode(503).body("code", equalTo("ledger_unavailable"));
            await().until(availability::isWritable);
            assertThat(scene.field(stopId, "state")).isEqualTo("PLANNED");
            assertThat(scene.audited(UUID.fromString(stopId))).containsExactly("stop.planned");
        }
    }
}

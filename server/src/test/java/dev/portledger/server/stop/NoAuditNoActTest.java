package dev.portledger.server.stop;

import static dev.portledger.server.stop.StopHolders.manual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** Somebody has the table itself: no advisory lock tells of that, the limits of time do. */
    @Test
    void whileSomebodyHoldsTheTable() throws Exception {
        try (StopScene scene = StopScene.with(server, postgres, manual(8082, 3, 4121));
                Connection holder = postgres.connect();
                var lock = holder.createStatement()) {
            String stopId = scene.planned(8082);
            holder.setAutoCommit(false);
            lock.execute("lock table audit_node in exclusive mode");
            try {
                nothingIsCommanded(scene, stopId, "ledger_unavailable");
            } finally {
                holder.rollback();
            }
        }
    }
}

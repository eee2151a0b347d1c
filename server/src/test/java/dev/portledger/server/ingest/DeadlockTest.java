package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.socket.Listener;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the database rolls back because of somebody else is written again; the host is not sent away for it. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class DeadlockTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Test
    void aFrameThatLosesADeadlockIsWrittenAgain() throws SQLException {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "entangled");
                Connection other = postgres.connectAsSuperuser();
                Connection watcher = postgres.connectAsSuperuser()) {
            Listener listener = Listeners.listener(4_711, 1);
            agent.connect();
            agent.open(listener);
            agent.awaitAcknowledged();
            long before = deadlocks(watcher);

            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                // so that this one never is the victim
                statement.execute("set local deadlock_timeout = '1h'");
            }
            lock(other, "holding_open", agent.hostId());
            agent.close(listener.key());
            await().until(() -> isAnyWaiting(watcher));
            // the frame's transaction holds this row and waits for the other one: it is the one that is rolled back
            lock(other, "host_stream", agent.hostId());
            other.rollback();

            agent.awaitAcknowledged();
            assertThat(agent.link().isClosed()).isFalse();
            assertThat(new LedgerRows(postgres).holdings(agent.hostId()))
                    .singleElement()
                    .returns(false, LedgerRows.HoldingRow::isOpen);
            await().until(() -> deadlocks(watcher) == before + 1);
        }
    }

    private static void lock(Connection connection, String table, UUID hostId) throws SQLException {
        try (var lock = connection.prepareStatement("select from " + table + " where host_id = ? for update")) {
            lock.setObject(1, hostId);
            lock.execute();
        }
    }

    private static boolean isAnyWaiting(Connection connection) throws SQLException {
        return number(connection, "select count(*) from pg_locks where not granted") > 0;
    }

    private static long deadlocks(Connection connection) throws SQLException {
        return number(connection, "select deadlocks from pg_stat_database where datname = current_database()");
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

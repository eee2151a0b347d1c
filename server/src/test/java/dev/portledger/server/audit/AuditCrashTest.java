package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.StoredTree;
import dev.portledger.server.testing.TestingPostgres;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of the database while many write to the log. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AuditCrashTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WRITERS = 4;

    @Inject
    AuditLog log;

    @Inject
    Checkpoints checkpoints;

    @Inject
    AgroalDataSource application;

    TestingPostgres postgres;

    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<SignedCheckpoint> signed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void asBefore() {
        postgres.startAgain();
        await().atMost(SOON).ignoreExceptions().until(() -> append() > 0);
        postgres.asSuperuser(
                "postgres",
                "alter system reset all",
                "alter role " + TestingPostgres.APPLICATION + " reset synchronous_commit",
                "select pg_reload_conf()");
        application.flush(AgroalDataSource.FlushMode.ALL);
    }

    private long append() {
        return QuarkusTransaction.requiringNew()
                .call(() -> log.append(AuditDraft.of(new Actor.Server(), "test.crash")));
    }

    private void write() {
        while (!over.get()) {
            try {
                acknowledged.add(append());
            } catch (RuntimeException e) {
                return; // it is away
            }
        }
    }

    private void sign() {
        while (!over.get()) {
            try {
                checkpoints.sign().ifPresent(signed::add);
            } catch (RuntimeException e) {
                return;
            }
        }
    }

    /** What was acknowledged or signed is there, and the tree is whole; also where the database is told to take its time. */
    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void leavesATreeThatIsThatOfTheEntries(String synchronousCommit) throws SQLException {
        postgres.asSuperuser(
                "postgres",
                "alter role " + TestingPostgres.APPLICATION + " set synchronous_commit = " + synchronousCommit,
                "alter system set wal_writer_delay = '10s'",
                "select pg_reload_conf()");
        application.flush(AgroalDataSource.FlushMode.ALL);
        await().until(() -> setting("synchronous_commit").equals(synchronousCommit));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                threads.execute(this::write);
            }
            threads.execute(this::sign);
            await().atMost(SOON).until(() -> acknowledged.size() > 300 && signed.size() > 3);
            postgres.kill();
            over.set(true);
        }
        postgres.startAgain();
        await().atMost(SOON).ignoreExceptions().until(() -> append() > 0);

        StoredTree.assertIsThatOfTheEntries(postgres);
        assertThat(written()).containsAll(acknowledged);
        try (Connection connection = postgres.connect()) {
            long size = AuditTable.end(connection).sequence();
            var tree = AuditTree.on(connection);
            assertThat(signed).allSatisfy(each -> {
                assertThat(each.checkpoint().size()).isLessThanOrEqualTo(size);
                assertThat(tree.root(each.checkpoint().size()))
                        .isEqualTo(each.checkpoint().root());
            });
        }
        assertThat(checkpoints.sign()).isPresent();
        SignedIn.as("viewer")
                .get("/api/audit/verify")
                .then()
                .body("firstBad", equalTo(null))
                .body("notSigning", equalTo(null));
    }

    private String setting(String name) throws SQLException {
        try (Connection connection = application.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private Set<Long> written() throws SQLException {
        try (Connection connection = postgres.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select sequence from audit_entry where action = 'test.crash'")) {
            Set<Long> all = new HashSet<>();
            while (rows.next()) {
                all.add(rows.getLong(1));
            }
            return all;
        }
    }
}

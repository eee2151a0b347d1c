package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.SignedIn;
import dev.portledger.server.testing.TestingPostgres;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody with all rights does to entries, and which of them the server names. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AuditTamperTest {

    private static final String OFF = "alter table audit_entry disable trigger all";
    private static final String ON = "alter table audit_entry enable trigger all";

    @Inject
    AuditLog log;

    @Inject
    Checkpoints checkpoints;

    @Inject
    AgroalDataSource application;

    TestingPostgres postgres;

    private String cookie = "";

    /** Signing in is an entry: none may come in while a test has another log than the server. */
    @BeforeEach
    void signIn() {
        cookie = SignedIn.cookie("viewer");
    }

    private long append(AuditDraft draft) {
        return QuarkusTransaction.requiringNew().call(() -> log.append(draft));
    }

    private static AuditDraft act(String actor) {
        return AuditDraft.of(new Actor.Person(actor), "test.act");
    }

    private Response verify() {
        return SignedIn.with(cookie).get("/api/audit/verify");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update audit_entry set actor = 'mallory' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set reason = '' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set detail = '{}' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set at = at + interval '1 microsecond' where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set hash = sha256('x') where sequence = %d | 0 | its content does not belong to its hash",
                "update audit_entry set previous = sha256('x') where sequence = %d | 0 | its content does not belong to its hash",
                "delete from audit_entry where sequence = %d | 0 | the entry is missing; the next one is",
            })
    void namesTheFirstEntryThatWasTamperedWith(String sql, int offset, String message) {
        long bad = append(act("alice").with("k", "v"));
        append(act("bob"));
        append(act("carol"));
        postgres.asSuperuser(
                "portledger",
                OFF,
                "drop table if exists saved",
                "create table saved as select * from audit_entry",
                sql.replace("%d", Long.toString(bad)));
        try {
            verify().then()
                    .statusCode(200)
                    .body("firstBad.sequence", equalTo((int) bad + offset))
                    .body("verifiedUntil", equalTo((int) bad - 1))
                    .body("firstBad.message", org.hamcrest.Matchers.startsWith(message));
        } finally {
            restore();
        }
        verify().then().body("firstBad", equalTo(null));
    }

    @Test
    void findsAnEntryThatWasPutInBetween() {
        long first = append(act("alice"));
        append(act("bob"));
        postgres.asSuperuser(
                "portledger",
                OFF,
                "drop table if exists saved",
                "create table saved as select * from audit_entry",
                "update audit_entry set sequence = sequence + 1000000 where sequence > " + first,
                "update audit_entry set sequence = sequence - 999999 where sequence > 1000000",
                "insert into audit_entry select sequence + 1, at, actor_kind, 'mallory', action, host_id, protocol, port, stop_id,"
                        + " reason, detail, hash, sha256('y') from audit_entry where sequence = " + first);
        try {
            verify().then().body("firstBad.sequence", equalTo((int) first + 1));
        } finally {
            restore();
        }
    }

    /** One who recomputes the changed entry's own hash breaks the tree that was signed, and the link of the next one. */
    @Test
    void findsARecomputedEntryByTheCheckpoint() {
        checkpoints.sign();
        long bad = append(act("alice"));
        checkpoints.sign();
        append(act("bob"));
        postgres.asSuperuser(
                "portledger", OFF, "drop table if exists saved", "create table saved as select * from audit_entry");
        try {
            AuditEntry forged = forged(bad);
            postgres.asSuperuser(
                    "portledger",
                    "update audit_entry set actor = 'mallory', hash = '\\x" + forged.hash() + "' where sequence = "
                            + bad);
            verify().then()
                    .body("firstBad.sequence", equalTo((int) bad))
                    .body("firstBad.kind", equalTo("REWRITTEN"))
                    .body("firstBad.message", org.hamcrest.Matchers.startsWith("this entry is another one"));
        } finally {
            restore();
        }
    }

    /** The server's role may insert: what it puts in place of a checkpoint is said, and is no fault of the server. */
    @Test
    void saysThatACheckpointIsNone() throws SQLException {
        long last = append(act("alice"));
        try (var connection = application.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into audit_checkpoint values (" + (last + 1_000) + ", 'x', now(), 'no note')");
        }
        try {
            assertThat(checkpoints.sign()).isEmpty();
            SignedIn.with(cookie)
                    .get("/api/audit/checkpoint")
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("audit_unavailable"));
            verify().then()
                    .body("firstBad.kind", equalTo("UNPROVEN"))
                    .body("notSigning", org.hamcrest.Matchers.containsString("cannot be read"));
        } finally {
            postgres.asSuperuser(
                    "portledger",
                    "alter table audit_checkpoint disable trigger all",
                    "delete from audit_checkpoint where note = 'no note'",
                    "alter table audit_checkpoint enable trigger all");
        }
        assertThat(checkpoints.sign()).isPresent();
    }

    /** A hole in the tree, where a proof needs what is not there. */
    @Test
    void saysThatTheTreeIsDamaged() {
        append(act("alice"));
        long size = append(act("bob"));
        postgres.asSuperuser(
                "portledger",
                "alter table audit_node disable trigger all",
                "create table saved_node as select * from audit_node where level = 0 and position = 0",
                "delete from audit_node where level = 0 and position = 0");
        try {
            SignedIn.with(cookie)
                    .get("/api/audit/proofs/inclusion?sequence=2&size=" + size)
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("audit_unavailable"));
        } finally {
            postgres.asSuperuser(
                    "portledger",
                    "insert into audit_node select * from saved_node",
                    "drop table saved_node",
                    "alter table audit_node enable trigger all");
        }
    }

    private AuditEntry forged(long sequence) {
        try (var connection = postgres.connect();
                var query = connection.prepareStatement("select * from audit_entry where sequence = ?")) {
            query.setLong(1, sequence);
            try (var row = query.executeQuery()) {
                row.next();
                AuditEntry entry = AuditTable.read(row);
                return new AuditEntry(
                                entry.sequence(),
                                entry.at(),
                                entry.actorKind(),
                                "mallory",
                                entry.action(),
                                entry.hostId(),
                                entry.protocol(),
                                entry.port(),
                                entry.stopId(),
                                entry.reason(),
                                entry.detail(),
                                entry.previous(),
                                "")
                        .sealed();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restore() {
        postgres.asSuperuser(
                "portledger",
                "delete from audit_entry",
                "insert into audit_entry select * from saved",
                "drop table saved",
                ON);
    }
}

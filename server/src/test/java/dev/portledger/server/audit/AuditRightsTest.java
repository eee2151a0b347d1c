package dev.portledger.server.audit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingPostgres;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what with the tables of the log: neither the server nor their owner changes what is there. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AuditRightsTest {

    @Inject
    AuditLog log;

    @Inject
    AgroalDataSource application;

    TestingPostgres postgres;

    private void append(String actor) {
        QuarkusTransaction.requiringNew().run(() -> log.append(AuditDraft.of(new Actor.Person(actor), "test.act")));
    }

    /** Of the log, and of what else is only followed by something newer. */
    private static Stream<String> changesByTheServer() {
        return Stream.of(
                        "audit_entry",
                        "audit_node",
                        "audit_checkpoint",
                        "audit_cosignature",
                        "audit_refusal",
                        "stop_receipt",
                        "command_key_set",
                        "policy_rule",
                        "approval_decision")
                .flatMap(table -> Stream.of(
                        "select 1 from " + table + " for update",
                        "merge into " + table + " t using (select 1) s on true when matched then delete",
                        "delete from " + table,
                        "truncate " + table,
                        "alter table " + table + " disable trigger all"));
    }

    @ParameterizedTest
    @MethodSource("changesByTheServer")
    void theServersRoleCannotChangeIt(String sql) throws SQLException {
        append("protected");
        try (var connection = application.getConnection();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("42501");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set actor = 'somebody else'",
                "delete from audit_entry",
                "truncate audit_entry",
                "update audit_node set hash = sha256('x')",
                "delete from audit_node",
                "truncate audit_node",
                "truncate audit_checkpoint",
                "truncate audit_cosignature",
                "truncate audit_refusal"
            })
    void theOwnerIsStoppedByTheTrigger(String sql) throws SQLException {
        append("protected");
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("never changed or removed");
        }
    }
}

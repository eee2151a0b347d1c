package dev.portledger.server.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.server.testing.TestingPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The part of a server that appends to the log and signs it, with connections of its own. */
final class TestingSigner implements AutoCloseable {

    final Checkpoints checkpoints;
    final AgroalDataSource database;

    /** @param former public keys that its key replaces */
    TestingSigner(TestingPostgres postgres, Path keyFile, String... former) throws SQLException {
        var configuration = postgres.configuration();
        database = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(8)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(postgres.jdbcUrl())
                                .principal(new NamePrincipal(TestingPostgres.APPLICATION))
                                .credential(new SimplePassword(
                                        Objects.requireNonNull(configuration.get("quarkus.datasource.password")))))));
        checkpoints = new Checkpoints(database, Optional.of(keyFile), Optional.of(List.of(former)));
    }

    /** @return its number */
    long append(String actor) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            AuditTable.lockEnd(connection);
            AuditTable.End end = AuditTable.end(connection);
            AuditEntry entry = entry(end.sequence() + 1, actor, end.hash());
            AuditTable.insert(connection, entry);
            AuditTree.append(connection, entry);
            connection.commit();
            connection.setAutoCommit(true);
            return entry.sequence();
        }
    }

    static AuditEntry entry(long sequence, String actor, String previous) {
        return new AuditEntry(
                        sequence,
                        Instant.parse("2026-01-01T00:00:00.000001Z").plusSeconds(sequence),
                        "PERSON",
                        actor,
                        "test.act",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("because " + sequence),
                        JsonNodeFactory.instance.objectNode().put("n", sequence),
                        previous,
                        "")
                .sealed();
    }

    /** What this server's own check says. */
    AuditVerification verified() throws SQLException {
        LogVerification check = new LogVerification(checkpoints.keys());
        try (Connection connection = database.getConnection()) {
            LogWalk.all(connection, Long.MAX_VALUE, check);
        }
        return check.result(List.of(), checkpoints.contradiction());
    }

    @Override
    public void close() {
        database.close();
    }
}

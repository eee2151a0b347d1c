package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.GrowingTree;
import dev.portledger.server.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Somebody with all rights in the database: rewrites the log, with or without its key, and puts everything back afterwards. */
final class Forger implements AutoCloseable {

    private static final List<String> TABLES =
            List.of("audit_entry", "audit_node", "audit_checkpoint", "audit_cosignature", "audit_refusal");

    private final TestingPostgres postgres;
    private final Path lastSigned;
    private final String lastNote;

    /** Switches the triggers off and saves the log. */
    Forger(TestingPostgres postgres) throws IOException {
        this.postgres = postgres;
        lastSigned = postgres.auditKey().resolveSibling("key.last-checkpoint");
        lastNote = Files.readString(lastSigned);
        for (String table : TABLES) {
            sql(
                    "alter table " + table + " disable trigger all",
                    "drop table if exists saved_" + table,
                    "create table saved_" + table + " as select * from " + table);
        }
    }

    void sql(String... statements) {
        postgres.asSuperuser("portledger", statements);
    }

    /** Removes the signed checkpoints, and what hosts say to them. */
    void forgetCheckpoints() {
        sql("delete from audit_checkpoint", "delete from audit_cosignature");
    }

    /**
     * Rewrites the whole log so that it fits together again, its tree too.
     *
     * @param key to sign the checkpoints anew, at the same sizes; without, they stay as they are
     */
    void recompute(UnaryOperator<AuditEntry> change, Optional<LogKey> key) throws SQLException, IOException {
        List<AuditEntry> forged = new ArrayList<>();
        GrowingTree tree = new GrowingTree();
        try (Connection connection = postgres.connectAsSuperuser()) {
            String previous = AuditEntry.BEFORE_THE_FIRST;
            for (AuditEntry entry : entries(connection)) {
                AuditEntry sealed = after(change.apply(entry), previous);
                forged.add(sealed);
                previous = sealed.hash();
            }
            sql("delete from audit_entry", "delete from audit_node");
            List<Long> sizes = sizes(connection);
            if (key.isPresent()) {
                forgetCheckpoints();
            }
            for (AuditEntry entry : forged) {
                AuditTable.insert(connection, entry);
                AuditTree.append(connection, entry);
                tree.append(entry.leaf());
                if (key.isPresent() && sizes.contains(entry.sequence())) {
                    var signed = key.get().sign(entry.sequence(), tree.root());
                    CheckpointTable.insert(connection, signed, Instant.now());
                    Files.writeString(lastSigned, signed.note());
                }
            }
        }
    }

    private static List<AuditEntry> entries(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select * from audit_entry order by sequence");
                var rows = query.executeQuery()) {
            List<AuditEntry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(AuditTable.read(rows));
            }
            return entries;
        }
    }

    private static List<Long> sizes(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select size from audit_checkpoint");
                var rows = query.executeQuery()) {
            List<Long> sizes = new ArrayList<>();
            while (rows.next()) {
                sizes.add(rows.getLong(1));
            }
            return sizes;
        }
    }

    static AuditEntry by(String actor, AuditEntry entry) {
        return copy(entry, actor, entry.previous());
    }

    private static AuditEntry after(AuditEntry entry, String previous) {
        return copy(entry, entry.actor(), previous).sealed();
    }

    private static AuditEntry copy(AuditEntry entry, String actor, String previous) {
        return new AuditEntry(
                entry.sequence(),
                entry.at(),
                entry.actorKind(),
                actor,
                entry.action(),
                entry.hostId(),
                entry.protocol(),
                entry.port(),
                entry.stopId(),
                entry.reason(),
                entry.detail(),
                previous,
                entry.hash());
    }

    /** Puts the log back, and the triggers on. */
    @Override
    public void close() throws IOException {
        Stream.of("audit_entry", "audit_node", "audit_checkpoint", "audit_cosignature", "audit_refusal")
                .forEach(table -> sql(
                        "delete from " + table,
                        "insert into " + table
                                + (table.equals("audit_refusal") ? " overriding system value" : "")
                                + " select * from saved_" + table,
                        "drop table saved_" + table,
                        "alter table " + table + " enable trigger all"));
        Files.writeString(lastSigned, lastNote);
    }
}

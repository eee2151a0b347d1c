package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.NoteSignature;
import dev.portledger.domain.audit.SignedCheckpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Goes through the log from its first entry, and gives each signed checkpoint after its last entry, with its cosignatures. Reads in
 * portions, from one snapshot of the database; nothing is held in memory.
 */
final class LogWalk {

    private static final int FETCH = 1_000;
    private static final String ENTRIES = "select " + AuditTable.COLUMNS + " from audit_entry where sequence <= ?";
    private static final String CHECKPOINTS =
            "select size, signed_at, note from audit_checkpoint where size <= ? order by size";
    private static final String COSIGNATURES =
            "select host_id, cosigner, line from audit_cosignature where size = ? order by host_id";

    private LogWalk() {}

    /** Takes what is read, in order. */
    interface Visitor {
        void entry(AuditEntry entry);

        /** @param cosignatures as they are stored; whether they are any good is for the visitor to find out */
        void checkpoint(CheckpointTable.Row checkpoint, List<Cosignature> cosignatures);
    }

    /**
     * A stored cosignature.
     *
     * @param cosigner {@link NoteKey#text}
     * @param line {@link NoteSignature#line}
     */
    record Cosignature(UUID hostId, String cosigner, String line) {

        /** Whether it is a signature of this checkpoint by the key it names. */
        boolean isValid(SignedCheckpoint of) {
            try {
                return NoteSignature.parse(line)
                        .isBy(NoteKey.parse(cosigner), of.checkpoint().text());
            } catch (IllegalArgumentException _) {
                return false;
            }
        }
    }

    /** @param until no entry and no checkpoint beyond this size */
    static void all(Connection connection, long until, Visitor visitor) throws SQLException {
        inSnapshot(connection, () -> {
            try (var entryQuery = portions(connection, ENTRIES + " order by sequence");
                    var checkpointQuery = portions(connection, CHECKPOINTS)) {
                entryQuery.setLong(1, until);
                checkpointQuery.setLong(1, until);
                try (var entries = entryQuery.executeQuery();
                        var checkpoints = checkpointQuery.executeQuery()) {
                    interleave(connection, entries, checkpoints, visitor);
                }
            }
        });
    }

    private static void interleave(Connection connection, ResultSet entries, ResultSet checkpoints, Visitor visitor)
            throws SQLException {
        boolean more = checkpoints.next();
        while (entries.next()) {
            AuditEntry entry = AuditTable.read(entries);
            visitor.entry(entry);
            // after the entry also where one before it is missing: that it is missing says more than the checkpoint
            while (more && checkpoints.getLong("size") <= entry.sequence()) {
                visit(connection, checkpoints, visitor);
                more = checkpoints.next();
            }
        }
        while (more) {
            visit(connection, checkpoints, visitor);
            more = checkpoints.next();
        }
    }

    private static void visit(Connection connection, ResultSet checkpoints, Visitor visitor) throws SQLException {
        CheckpointTable.Row checkpoint = CheckpointTable.read(checkpoints);
        try (var query = connection.prepareStatement(COSIGNATURES)) {
            query.setLong(1, checkpoint.size());
            try (var rows = query.executeQuery()) {
                var cosignatures = new ArrayList<Cosignature>();
                while (rows.next()) {
                    cosignatures.add(new Cosignature(
                            rows.getObject("host_id", UUID.class), rows.getString("cosigner"), rows.getString("line")));
                }
                visitor.checkpoint(checkpoint, cosignatures);
            }
        }
    }

    /** What a walk does with a connection. */
    interface Work {
        void run() throws SQLException;
    }

    /** Runs it within a transaction that sees one state of the database and changes nothing. */
    static void inSnapshot(Connection connection, Work work) throws SQLException {
        // the driver reads in portions only without auto-commit
        connection.setAutoCommit(false);
        try (var begin = connection.createStatement()) {
            begin.execute("set transaction isolation level repeatable read read only");
            work.run();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    static PreparedStatement portions(Connection connection, String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        query.setFetchSize(FETCH);
        return query;
    }
}

package dev.portledger.server.audit;

import dev.portledger.domain.audit.SignedCheckpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The table audit_checkpoint; the database's role may only select and insert. */
final class CheckpointTable {

    private CheckpointTable() {}

    /**
     * A checkpoint as it is stored.
     *
     * @param note with the log's signature only
     */
    record Row(long size, Instant signedAt, String note) {

        /** @throws IllegalArgumentException when somebody has changed it into something else */
        SignedCheckpoint signed() {
            return SignedCheckpoint.parse(note);
        }
    }

    static Optional<Row> latest(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(
                        "select size, signed_at, note from audit_checkpoint order by size desc limit 1");
                var row = query.executeQuery()) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
    }

    /** Two servers may sign the same tree: what they write is the same as well. */
    static void insert(Connection connection, SignedCheckpoint signed, Instant at) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into audit_checkpoint (size, root, signed_at, note) values (?, ?, ?, ?) on conflict do nothing")) {
            insert.setLong(1, signed.checkpoint().size());
            insert.setBytes(2, signed.checkpoint().root().bytes());
            insert.setObject(3, at.atOffset(ZoneOffset.UTC));
            insert.setString(4, signed.note());
            insert.executeUpdate();
        }
    }

    static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("size"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant(),
                row.getString("note"));
    }
}

package dev.portledger.server.testing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is in the ledger's tables, read by the owner. */
public final class LedgerRows {

    private final TestingPostgres postgres;

    public LedgerRows(TestingPostgres postgres) {
        this.postgres = postgres;
    }

    /** A holding; {@code endedHow} is empty while it is open. */
    public record HoldingRow(
            int port,
            String socketId,
            Optional<Instant> beganAfter,
            Instant beganAt,
            String beganHow,
            Optional<Instant> endedAfter,
            Optional<Instant> endedAt,
            Optional<String> endedHow,
            Optional<String> comm) {
        public boolean isOpen() {
            return endedHow.isEmpty();
        }
    }

    public record CoverageRow(Instant beganAt, Instant seenUntil, long epoch, Optional<String> endedHow) {}

    /** All of a host, by port and beginning. */
    public List<HoldingRow> holdings(UUID hostId) {
        return query(
                """
                select port, socket_id, began_after, began_at, began_how, ended_after, nullif(ended_at, 'infinity') as ended_at,
                    ended_how, comm
                from holding where host_id = ? order by port, began_at, ended_at""",
                hostId,
                row -> new HoldingRow(
                        row.getInt("port"),
                        row.getString("socket_id"),
                        time(row, "began_after"),
                        time(row, "began_at").orElseThrow(),
                        row.getString("began_how"),
                        time(row, "ended_after"),
                        time(row, "ended_at"),
                        Optional.ofNullable(row.getString("ended_how")),
                        Optional.ofNullable(row.getString("comm"))));
    }

    public List<CoverageRow> coverage(UUID hostId) {
        return query(
                "select began_at, seen_until, epoch, ended_how from coverage where host_id = ? order by began_at",
                hostId,
                row -> new CoverageRow(
                        time(row, "began_at").orElseThrow(),
                        time(row, "seen_until").orElseThrow(),
                        row.getLong("epoch"),
                        Optional.ofNullable(row.getString("ended_how"))));
    }

    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a query whose only parameter is the host. */
    public <T> List<T> query(String sql, UUID hostId, RowReader<T> reader) {
        try (var connection = postgres.connect();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, hostId);
            try (var rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
                return all;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger could not be read", e);
        }
    }

    public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}

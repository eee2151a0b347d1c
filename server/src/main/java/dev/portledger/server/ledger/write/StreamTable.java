package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code host_stream} and {@code coverage}. */
final class StreamTable {

    // host ids are sorted, so that two transactions never wait for each other
    private static final String LOCK = """
            select host_id, epoch, sequence, digest, boot_id, looked_at from host_stream
            where host_id = any (?) order by host_id for update""";

    // a statement of its own: one that waits for the lock would see coverage as it was before it waited
    private static final String OPEN_COVERAGE = """
            select distinct on (host_id) host_id, began_at, seen_until, epoch, boot_id from coverage
            where host_id = any (?) and ended_how is null order by host_id, began_at desc""";

    private static final Rows<HostStream> STREAMS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", HostStream::hostId),
            new Rows.Column<>("epoch", "int8", stream -> stream.position().epoch()),
            new Rows.Column<>("sequence", "int8", stream -> stream.position().sequence()),
            new Rows.Column<>("digest", "int8", HostStream::digest),
            new Rows.Column<>("boot_id", "uuid", stream -> stream.bootId().orElse(null)),
            new Rows.Column<>("looked_at", "timestamptz", HostStream::lookedAt)));

    private static final Rows<Coverage> COVERAGE = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Coverage::hostId),
            new Rows.Column<>("began_at", "timestamptz", Coverage::beganAt),
            new Rows.Column<>("seen_until", "timestamptz", Coverage::seenUntil),
            new Rows.Column<>("epoch", "int8", Coverage::epoch),
            new Rows.Column<>("boot_id", "uuid", Coverage::bootId),
            new Rows.Column<>("ended_how", "text", Coverage::endedHow),
            new Rows.Column<>("reason", "text", Coverage::reason)));

    private StreamTable() {}

    /** Makes the row of a host that has none yet. */
    static void ensure(Connection connection, UUID hostId) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into host_stream (host_id, epoch, sequence, digest) values (?, 0, 0, 0)
                on conflict do nothing""")) {
            statement.setObject(1, hostId);
            statement.executeUpdate();
        }
    }

    /** Locks the rows of these hosts until the transaction ends; a host without a row is not in the map. */
    static Map<UUID, HostStream> lock(Connection connection, Collection<UUID> hostIds) throws SQLException {
        try (var lock = connection.prepareStatement(LOCK);
                var coverage = connection.prepareStatement(OPEN_COVERAGE)) {
            lock.setArray(1, connection.createArrayOf("uuid", hostIds.toArray()));
            coverage.setArray(1, connection.createArrayOf("uuid", hostIds.toArray()));
            Map<UUID, HostStream> streams = new HashMap<>();
            try (var rows = lock.executeQuery()) {
                while (rows.next()) {
                    HostStream stream = stream(rows);
                    streams.put(stream.hostId(), stream);
                }
            }
            try (var rows = coverage.executeQuery()) {
                while (rows.next()) {
                    HostStream stream = streams.get(rows.getObject("host_id", UUID.class));
                    if (stream != null) {
                        stream.isBeingWatched(coverage(rows));
                    }
                }
            }
            return streams;
        }
    }

    private static HostStream stream(ResultSet row) throws SQLException {
        return new HostStream(
                row.getObject("host_id", UUID.class),
                new Position(row.getLong("epoch"), row.getLong("sequence")),
                row.getLong("digest"),
                row.getObject("boot_id", UUID.class),
                instant(row, "looked_at"));
    }

    private static Coverage coverage(ResultSet row) throws SQLException {
        return new Coverage(
                row.getObject("host_id", UUID.class),
                Objects.requireNonNull(instant(row, "began_at")),
                Objects.requireNonNull(instant(row, "seen_until")),
                row.getLong("epoch"),
                row.getObject("boot_id", UUID.class),
                null,
                null);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static void save(Connection connection, Collection<HostStream> streams) throws SQLException {
        STREAMS.run(connection, """
                update host_stream s set epoch = r.epoch, sequence = r.sequence, digest = r.digest, boot_id = r.boot_id,
                    looked_at = r.looked_at
                from {rows} where s.host_id = r.host_id""", List.copyOf(streams));
        List<Coverage> coverage =
                streams.stream().flatMap(stream -> stream.coverage().stream()).toList();
        if (!coverage.isEmpty()) {
            COVERAGE.run(connection, """
                    insert into coverage ({columns}) select {columns} from {rows}
                    on conflict (host_id, began_at) do update
                    set seen_until = excluded.seen_until, ended_how = excluded.ended_how, reason = excluded.reason""", coverage);
        }
    }
}

package dev.portledger.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.CanonicalJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** The table audit_entry; the database's role may only select and insert. */
final class AuditTable {

    static final String COLUMNS =
            "sequence, at, actor_kind, actor, action, host_id, protocol, port, stop_id, reason, detail,"
                    + " previous, hash";

    /** Any number will do, as long as nothing else uses it; these are the letters "audit". */
    private static final long LOCK = 0x61_75_64_69_74L;

    /** An append that waits longer than this fails, and so does what it was to record. */
    private static final String LOCK_TIMEOUT = "set local lock_timeout = '5s'";

    /** Of each statement that writes it: the append is the last act of its transaction, so that no other is meant. */
    private static final String STATEMENT_TIMEOUT = "set local statement_timeout = '10s'";

    /**
     * An entry is on the disk when its act is done, also where somebody has told PostgreSQL not to wait for that: what was sent to hosts or
     * signed would be of entries that a crash has taken away.
     */
    private static final String ON_THE_DISK =
            "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    private AuditTable() {}

    record End(long sequence, String hash) {}

    /** Only one transaction at a time may append: until it ends, others wait here. */
    static void lockEnd(Connection connection) throws SQLException {
        lock(connection, LOCK);
    }

    /** Only one transaction at a time may sign, of all servers: what it finds signed before stays the newest until it ends. */
    static void lockSigning(Connection connection) throws SQLException {
        lock(connection, LOCK + 1);
    }

    /** In one message: this is asked for with every entry. */
    private static void lock(Connection connection, long number) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(String.join(
                    "; ",
                    LOCK_TIMEOUT,
                    STATEMENT_TIMEOUT,
                    ON_THE_DISK,
                    "select pg_advisory_xact_lock(" + number + ")"));
        }
    }

    static End end(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                        "select sequence, hash from audit_entry order by sequence desc limit 1");
                var row = statement.executeQuery()) {
            return row.next()
                    ? new End(row.getLong(1), HexFormat.of().formatHex(row.getBytes(2)))
                    : new End(0, AuditEntry.BEFORE_THE_FIRST);
        }
    }

    static void insert(Connection connection, AuditEntry entry) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into audit_entry (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)")) {
            insert.setLong(1, entry.sequence());
            insert.setObject(2, entry.at().atOffset(ZoneOffset.UTC));
            insert.setString(3, entry.actorKind());
            insert.setString(4, entry.actor());
            insert.setString(5, entry.action());
            set(insert, 6, entry.hostId(), Types.OTHER);
            set(insert, 7, entry.protocol(), Types.VARCHAR);
            set(insert, 8, entry.port(), Types.INTEGER);
            set(insert, 9, entry.stopId(), Types.OTHER);
            set(insert, 10, entry.reason(), Types.VARCHAR);
            insert.setString(11, CanonicalJson.of(entry.detail()));
            insert.setBytes(12, HexFormat.of().parseHex(entry.previous()));
            insert.setBytes(13, HexFormat.of().parseHex(entry.hash()));
            insert.executeUpdate();
        }
    }

    static AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("sequence"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor_kind"),
                row.getString("actor"),
                row.getString("action"),
                Optional.ofNullable(row.getObject("host_id", UUID.class)),
                Optional.ofNullable(row.getString("protocol")),
                Optional.ofNullable(row.getObject("port", Integer.class)),
                Optional.ofNullable(row.getObject("stop_id", UUID.class)),
                Optional.ofNullable(row.getString("reason")),
                detail(row.getString("detail")),
                HexFormat.of().formatHex(row.getBytes("previous")),
                HexFormat.of().formatHex(row.getBytes("hash")));
    }

    private static JsonNode detail(String text) throws SQLException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new SQLException("the detail of an audit entry is not JSON", e);
        }
    }

    private static void set(PreparedStatement statement, int index, Optional<?> value, int type) throws SQLException {
        if (value.isPresent()) {
            statement.setObject(index, value.orElseThrow(), type);
        } else {
            statement.setNull(index, type);
        }
    }
}

package dev.portledger.server.bulk;

import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import dev.portledger.server.approval.StoredJson;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The tables bulk_stop and bulk_line. Writes belong to the caller's transaction. */
@ApplicationScoped
class BulkStore {

    private final AgroalDataSource database;

    BulkStore(AgroalDataSource database) {
        this.database = database;
    }

    void insert(Bulk bulk) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("""
                        insert into bulk_stop (bulk_id, state, what, wave_size, pause, max_failures, demands, planned_by,
                            planned_subject, planned_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)""")) {
            insert.setObject(1, bulk.bulkId());
            insert.setString(2, bulk.state().code());
            insert.setString(3, bulk.what());
            insert.setInt(4, bulk.course().waveSize());
            insert.setLong(5, bulk.course().pause().toSeconds());
            insert.setInt(6, bulk.course().maxFailures());
            insert.setString(7, StoredJson.write(bulk.demands()));
            insert.setString(8, bulk.planner().name());
            insert.setObject(9, bulk.planner().subject());
            insert.setObject(10, StoredJson.utc(bulk.plannedAt()));
            setTime(insert, 11, bulk.state().until());
            insert.executeUpdate();
        }
    }

    void fill(UUID bulkId, List<BulkLine> lines, List<Demand> demands) throws SQLException {
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement("update bulk_stop set demands = ?::jsonb where bulk_id = ?");
                var insert = connection.prepareStatement("insert into bulk_line"
                        + " (bulk_id, line, host_id, label, wave, stop_id, problem, detail)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            update.setString(1, StoredJson.write(demands));
            update.setObject(2, bulkId);
            update.executeUpdate();
            for (BulkLine line : lines) {
                insert.setObject(1, bulkId);
                insert.setInt(2, line.line());
                insert.setObject(3, line.hostId());
                insert.setString(4, line.label());
                insert.setObject(5, line.wave().orElse(null), Types.INTEGER);
                insert.setObject(6, line.stopId().orElse(null), Types.OTHER);
                insert.setString(7, line.problem().map(BulkLine.Trouble::code).orElse(null));
                insert.setString(8, line.problem().map(BulkLine.Trouble::detail).orElse(null));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Notes why a line was not run. */
    void trouble(UUID bulkId, int line, BulkLine.Trouble trouble) throws SQLException {
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement(
                        "update bulk_line set problem = ?, detail = ? where bulk_id = ? and line = ?")) {
            update.setString(1, trouble.code());
            update.setString(2, trouble.detail());
            update.setObject(3, bulkId);
            update.setInt(4, line);
            update.executeUpdate();
        }
    }

    void update(Bulk bulk) throws SQLException {
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement("""
                        update bulk_stop set state = ?, expires_at = ?, reason = ?, ticket = ?, requested_by = ?, requested_subject = ?,
                            requested_at = ?, wave = ?, wave_began_at = ?, halted = ?, settled_at = ?
                        where bulk_id = ?""")) {
            Optional<Bulk.Asked> asked = bulk.asked();
            update.setString(1, bulk.state().code());
            setTime(update, 2, bulk.state().until());
            update.setString(3, asked.map(Bulk.Asked::reason).orElse(null));
            update.setString(4, asked.flatMap(Bulk.Asked::ticket).orElse(null));
            update.setString(5, asked.map(by -> by.by().name()).orElse(null));
            update.setObject(6, asked.map(by -> by.by().subject()).orElse(null), Types.OTHER);
            setTime(update, 7, asked.map(Bulk.Asked::at));
            update.setInt(8, bulk.wave());
            setTime(update, 9, bulk.waveBeganAt());
            update.setString(10, halted(bulk.state()).orElse(null));
            setTime(
                    update,
                    11,
                    bulk.state() instanceof BulkState.Settled end ? Optional.of(end.at()) : Optional.empty());
            update.setObject(12, bulk.bulkId());
            update.executeUpdate();
        }
    }

    static Optional<String> halted(BulkState state) {
        return switch (state) {
            case BulkState.Running running -> running.halted();
            case BulkState.Settled settled -> settled.halted();
            case BulkState.NotBegun _, BulkState.Discarded _ -> Optional.empty();
        };
    }

    Optional<Bulk> find(UUID bulkId) throws SQLException {
        return list(Sql.of("select * from bulk_stop where bulk_id = ?", bulkId)).stream()
                .findFirst();
    }

    /** The bulk stop, which nobody else changes until the transaction ends. */
    Optional<Bulk> lock(UUID bulkId) throws SQLException {
        return list(Sql.of("select * from bulk_stop where bulk_id = ? for update", bulkId)).stream()
                .findFirst();
    }

    List<Bulk> running() throws SQLException {
        return list(Sql.of("select * from bulk_stop where state = 'RUNNING' order by planned_at limit 100"));
    }

    /** Those that nobody has run in time. */
    List<Bulk> expired(Instant now) throws SQLException {
        return list(Sql.of(
                "select * from bulk_stop where state in ('PLANNED', 'AWAITING_APPROVAL', 'APPROVED') and expires_at < ?"
                        + " order by planned_at limit 100",
                now));
    }

    private List<Bulk> list(Sql query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return list(connection, query);
        }
    }

    static List<Bulk> list(Connection connection, Sql query) throws SQLException {
        try (var statement = query.prepare(connection);
                var rows = statement.executeQuery()) {
            List<Bulk> found = new ArrayList<>();
            while (rows.next()) {
                found.add(read(rows));
            }
            return found;
        }
    }

    List<BulkLine> lines(UUID bulkId) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = Sql.of("select * from bulk_line where bulk_id = ? order by line", bulkId)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            List<BulkLine> lines = new ArrayList<>();
            while (row.next()) {
                String detail = row.getString("detail");
                lines.add(new BulkLine(
                        row.getInt("line"),
                        Columns.uuid(row, "host_id"),
                        row.getString("label"),
                        Columns.optionalInt(row, "wave"),
                        Optional.ofNullable(row.getObject("stop_id", UUID.class)),
                        Columns.optionalString(row, "problem").map(code -> new BulkLine.Trouble(code, detail))));
            }
            return lines;
        }
    }

    /** Of all its lines. */
    Set<UUID> hosts(UUID bulkId) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = Sql.of("select distinct host_id from bulk_line where bulk_id = ?", bulkId)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            Set<UUID> hosts = new HashSet<>();
            while (row.next()) {
                hosts.add(Columns.uuid(row, "host_id"));
            }
            return hosts;
        }
    }

    static Bulk read(ResultSet row) throws SQLException {
        Optional<Instant> requestedAt = Columns.optionalInstant(row, "requested_at");
        Optional<Bulk.Asked> asked = Optional.empty();
        if (requestedAt.isPresent()) {
            asked = Optional.of(new Bulk.Asked(
                    row.getString("reason"),
                    Columns.optionalString(row, "ticket"),
                    person(row, "requested"),
                    requestedAt.get()));
        }
        return new Bulk(
                Columns.uuid(row, "bulk_id"),
                row.getString("what"),
                new Course(
                        row.getInt("wave_size"), Duration.ofSeconds(row.getLong("pause")), row.getInt("max_failures")),
                StoredJson.readAll(row.getString("demands"), Demand.class),
                person(row, "planned"),
                Columns.instant(row, "planned_at"),
                asked,
                row.getInt("wave"),
                Columns.optionalInstant(row, "wave_began_at"),
                state(row));
    }

    private static Person person(ResultSet row, String did) throws SQLException {
        return new Person(Columns.uuid(row, did + "_subject"), row.getString(did + "_by"), Set.of(), Optional.empty());
    }

    private static BulkState state(ResultSet row) throws SQLException {
        String code = row.getString("state");
        return switch (code) {
            case "PLANNED" -> new BulkState.Planned(Columns.instant(row, "expires_at"));
            case "AWAITING_APPROVAL" -> new BulkState.AwaitingApproval(Columns.instant(row, "expires_at"));
            case "APPROVED" -> new BulkState.Approved(Columns.instant(row, "expires_at"));
            case "RUNNING" -> new BulkState.Running(Columns.optionalString(row, "halted"));
            case "SETTLED" ->
                new BulkState.Settled(Columns.optionalString(row, "halted"), Columns.instant(row, "settled_at"));
            case "DISCARDED" -> new BulkState.Discarded();
            default -> throw new SQLException("unknown state of a bulk stop: " + code);
        };
    }

    private static void setTime(PreparedStatement statement, int index, Optional<Instant> time) throws SQLException {
        statement.setObject(index, time.map(StoredJson::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
    }
}

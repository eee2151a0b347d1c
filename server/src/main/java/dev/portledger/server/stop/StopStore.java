package dev.portledger.server.stop;

import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.StoredJson;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables stop_request and stop_step. Writes belong to the caller's transaction. */
@ApplicationScoped
class StopStore {

    private final AgroalDataSource database;

    StopStore(AgroalDataSource database) {
        this.database = database;
    }

    /** A step and when it was taken, server's clock. */
    record TakenStep(StopStep step, Instant at, Optional<String> detail) {}

    void insert(Stop stop) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("""
                        insert into stop_request (stop_id, host_id, protocol, port, socket, state, plan, planned_by, planned_at,
                            plan_expires_at, follows, demands, bulk_id)
                        values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?::jsonb, ?)""")) {
            insert.setObject(1, stop.stopId());
            insert.setObject(2, stop.hostId());
            insert.setString(3, stop.protocol().name());
            insert.setInt(4, stop.port());
            insert.setString(5, stop.plan().target().socket().text());
            insert.setString(6, stop.state().code());
            insert.setString(7, write(stop.plan()));
            insert.setString(8, stop.plannedBy());
            insert.setObject(9, utc(stop.plannedAt()));
            insert.setObject(10, utc(stop.planExpiresAt()));
            insert.setObject(11, stop.follows().orElse(null), Types.OTHER);
            insert.setString(12, write(stop.demands()));
            insert.setObject(13, stop.bulkId().orElse(null), Types.OTHER);
            insert.executeUpdate();
        }
    }

    /** Writes what may have changed since the plan: the state and all that belongs to it. */
    void update(Stop stop) throws SQLException {
        Optional<StopRequest> asked = stop.state().asked();
        Optional<StopAsked> waiting = stop.state().waiting();
        Optional<StopState.Settled> settled =
                stop.state() instanceof StopState.Settled end ? Optional.of(end) : Optional.empty();
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement("""
                        update stop_request set state = ?, reason = coalesce(?, reason), ticket = coalesce(?, ticket),
                            requested_by = coalesce(?, requested_by), requested_at = coalesce(?, requested_at), deadline = ?,
                            sent_at = ?, abort_asked_at = ?, outcome = ?::jsonb, settled_at = ?, version = version + 1,
                            requested_subject = coalesce(?, requested_subject), wait_expires_at = ?
                        where stop_id = ?""")) {
            update.setString(1, stop.state().code());
            update.setString(
                    2,
                    asked.map(StopRequest::reason)
                            .or(() -> waiting.map(StopAsked::reason))
                            .orElse(null));
            update.setString(
                    3,
                    asked.flatMap(StopRequest::ticket)
                            .or(() -> waiting.flatMap(StopAsked::ticket))
                            .orElse(null));
            update.setString(
                    4,
                    asked.map(StopRequest::requestedBy)
                            .or(() -> waiting.map(StopAsked::by))
                            .orElse(null));
            setTime(update, 5, asked.map(StopRequest::requestedAt).or(() -> waiting.map(StopAsked::at)));
            setTime(update, 6, asked.map(StopRequest::deadline));
            setTime(update, 7, asked.flatMap(StopRequest::sentAt));
            setTime(update, 8, asked.flatMap(StopRequest::abortAskedAt));
            update.setString(9, settled.map(end -> write(end.outcome())).orElse(null));
            setTime(update, 10, settled.map(StopState.Settled::at));
            update.setObject(11, waiting.map(StopAsked::subject).orElse(null), Types.OTHER);
            setTime(update, 12, waitExpiry(stop.state()));
            update.setObject(13, stop.stopId());
            update.executeUpdate();
        }
    }

    private static Optional<Instant> waitExpiry(StopState state) {
        return switch (state) {
            case StopState.AwaitingApproval waits -> Optional.of(waits.expiresAt());
            case StopState.Approved approved -> Optional.of(approved.runBefore());
            case StopState.Planned _,
                    StopState.Requested _,
                    StopState.Running _,
                    StopState.Settled _,
                    StopState.Discarded _ -> Optional.empty();
        };
    }

    Optional<Stop> find(UUID stopId) throws SQLException {
        return list("where stop_id = ?", List.of(stopId)).stream().findFirst();
    }

    /** The stop, which nobody else changes until the transaction ends. */
    Optional<Stop> lock(UUID stopId) throws SQLException {
        return list("where stop_id = ? for update", List.of(stopId)).stream().findFirst();
    }

    boolean hasOpen(UUID hostId, SocketKey socket) throws SQLException {
        return !list(
                        "where host_id = ? and socket = ? and state in ('REQUESTED', 'RUNNING')",
                        List.of(hostId, socket.text()))
                .isEmpty();
    }

    /** Requested or running stops of a host. */
    List<Stop> open(UUID hostId) throws SQLException {
        return list("where host_id = ? and state in ('REQUESTED', 'RUNNING') order by requested_at", List.of(hostId));
    }

    /** Those that were requested a while ago and not handed to any connection, though there is time left. */
    List<Stop> unsent(Instant requestedBefore, Instant now) throws SQLException {
        return list(
                "where state = 'REQUESTED' and sent_at is null and abort_asked_at is null and requested_at < ? and deadline > ?"
                        + " order by requested_at limit 100",
                List.of(utc(requestedBefore), utc(now)));
    }

    /** Bulk stops with lines that have not begun. */
    List<UUID> unbegunBulks() throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(
                        "select distinct bulk_id from stop_request where bulk_id is not null and state = 'PLANNED'");
                var row = query.executeQuery()) {
            List<UUID> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getObject(1, UUID.class));
            }
            return found;
        }
    }

    /** Stops that a clock may have something to say about: deadlines that passed, plans that expired. */
    List<Stop> due(Instant now) throws SQLException {
        return list(
                "where (state in ('REQUESTED', 'RUNNING') and deadline < ?) or (state = 'PLANNED' and plan_expires_at < ? and bulk_id is null)"
                        + " or (state in ('AWAITING_APPROVAL', 'APPROVED') and wait_expires_at < ?)"
                        + " order by planned_at limit 100",
                List.of(utc(now), utc(now), utc(now)));
    }

    /** @param conditions from {@code where} on, with {@code ?} for the values */
    List<Stop> list(String conditions, List<Object> values) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return list(connection, conditions, values);
        }
    }

    static List<Stop> list(Connection connection, String conditions, List<Object> values) throws SQLException {
        try (var query = connection.prepareStatement("select * from stop_request " + conditions)) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            try (var rows = query.executeQuery()) {
                var found = new ArrayList<Stop>();
                while (rows.next()) {
                    found.add(read(rows));
                }
                return found;
            }
        }
    }

    /** Notes a step; false if it was noted before. */
    boolean insertStep(UUID stopId, TakenStep step) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("insert into stop_step (stop_id, step, at, detail)"
                        + " values (?, ?, ?, ?) on conflict do nothing")) {
            insert.setObject(1, stopId);
            insert.setString(2, step.step().name());
            insert.setObject(3, utc(step.at()));
            insert.setString(4, step.detail().orElse(null));
            return insert.executeUpdate() == 1;
        }
    }

    List<TakenStep> steps(UUID stopId) throws SQLException {
        return steps(List.of(stopId)).getOrDefault(stopId, List.of());
    }

    /** The steps of each stop that has any, in the order in which they are taken. */
    Map<UUID, List<TakenStep>> steps(List<UUID> stopIds) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(
                        "select stop_id, step, at, detail from stop_step where stop_id = any (?)")) {
            query.setArray(1, connection.createArrayOf("uuid", stopIds.toArray()));
            try (var rows = query.executeQuery()) {
                var steps = new HashMap<UUID, List<TakenStep>>();
                while (rows.next()) {
                    steps.computeIfAbsent(rows.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(new TakenStep(
                                    StopStep.valueOf(rows.getString(2)),
                                    rows.getObject(3, OffsetDateTime.class).toInstant(),
                                    Optional.ofNullable(rows.getString(4))));
                }
                steps.values().forEach(taken -> taken.sort(Comparator.comparing(TakenStep::step)));
                return steps;
            }
        }
    }

    static long countOpen(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(
                        "select count(*) from stop_request where state in ('REQUESTED', 'RUNNING')");
                var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Stop read(ResultSet row) throws SQLException {
        return new Stop(
                row.getObject("stop_id", UUID.class),
                row.getObject("host_id", UUID.class),
                read(row.getString("plan"), StopPlan.class),
                row.getString("planned_by"),
                time(row, "planned_at").orElseThrow(),
                time(row, "plan_expires_at").orElseThrow(),
                Optional.ofNullable(row.getObject("follows", UUID.class)),
                StoredJson.readAll(row.getString("demands"), Demand.class),
                Optional.ofNullable(row.getObject("bulk_id", UUID.class)),
                state(row));
    }

    private static StopState state(ResultSet row) throws SQLException {
        String code = row.getString("state");
        return switch (code) {
            case "PLANNED" -> new StopState.Planned(time(row, "plan_expires_at").orElseThrow());
            case "AWAITING_APPROVAL" ->
                new StopState.AwaitingApproval(
                        asked(row), time(row, "wait_expires_at").orElseThrow());
            case "APPROVED" ->
                new StopState.Approved(asked(row), time(row, "wait_expires_at").orElseThrow());
            case "REQUESTED" -> new StopState.Requested(request(row));
            case "RUNNING" -> new StopState.Running(request(row));
            case "SETTLED" ->
                new StopState.Settled(
                        request(row),
                        read(row.getString("outcome"), StopOutcome.class),
                        time(row, "settled_at").orElseThrow());
            case "DISCARDED" -> new StopState.Discarded();
            default -> throw new SQLException("unknown state of a stop: " + code);
        };
    }

    private static StopAsked asked(ResultSet row) throws SQLException {
        return new StopAsked(
                row.getString("reason"),
                Optional.ofNullable(row.getString("ticket")),
                row.getString("requested_by"),
                row.getObject("requested_subject", UUID.class),
                time(row, "requested_at").orElseThrow());
    }

    private static StopRequest request(ResultSet row) throws SQLException {
        return new StopRequest(
                row.getString("reason"),
                Optional.ofNullable(row.getString("ticket")),
                row.getString("requested_by"),
                time(row, "requested_at").orElseThrow(),
                time(row, "deadline").orElseThrow(),
                time(row, "sent_at"),
                time(row, "abort_asked_at"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static void setTime(PreparedStatement statement, int index, Optional<Instant> time) throws SQLException {
        @Nullable OffsetDateTime value = time.map(StopStore::utc).orElse(null);
        statement.setObject(index, value, Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static String write(Object value) {
        return StoredJson.write(value);
    }

    private static <T> T read(String json, Class<T> type) throws SQLException {
        return StoredJson.read(json, type);
    }
}

package dev.portledger.server.approval;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The tables approval_request and approval_decision. Writes belong to the caller's transaction. */
@ApplicationScoped
class ApprovalStore {

    private final AgroalDataSource database;

    ApprovalStore(AgroalDataSource database) {
        this.database = database;
    }

    void insert(ApprovalRequest request) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("""
                        insert into approval_request (subject_id, kind, host_id, protocol, port, title, digest, demands, reason,
                            ticket, requested_by, requested_subject, requested_at, expires_at, state)
                        values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)""")) {
            Subject subject = request.subject();
            insert.setObject(1, subject.id());
            insert.setString(2, subject.kind().name());
            insert.setObject(3, subject.place().map(Subject.Place::hostId).orElse(null), Types.OTHER);
            insert.setString(
                    4, subject.place().map(place -> place.protocol().name()).orElse(null));
            insert.setObject(5, subject.place().map(Subject.Place::port).orElse(null), Types.INTEGER);
            insert.setString(6, subject.title());
            insert.setString(7, request.digest());
            insert.setString(8, StoredJson.write(request.demands()));
            insert.setString(9, request.reason());
            insert.setString(10, request.ticket().orElse(null));
            insert.setString(11, request.requester().name());
            insert.setObject(12, request.requester().subject());
            insert.setObject(13, StoredJson.utc(request.requestedAt()));
            insert.setObject(14, StoredJson.utc(request.expiresAt()));
            insert.setString(15, request.state().name());
            insert.executeUpdate();
        }
    }

    /** The request, which nobody else changes until the transaction ends. */
    Optional<ApprovalRequest> lock(UUID subjectId) throws SQLException {
        return list(Sql.of("select * from approval_request where subject_id = ? for update", subjectId)).stream()
                .findFirst();
    }

    Map<UUID, ApprovalRequest> of(Collection<UUID> subjectIds) throws SQLException {
        Map<UUID, ApprovalRequest> found = new HashMap<>();
        if (!subjectIds.isEmpty()) {
            list(Sql.of("select * from approval_request where subject_id = any (?)", List.copyOf(subjectIds)))
                    .forEach(request -> found.put(request.subject().id(), request));
        }
        return found;
    }

    void update(UUID subjectId, ApprovalState state, Optional<Instant> runBefore, Optional<Instant> endedAt)
            throws SQLException {
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement("update approval_request set state = ?,"
                        + " run_before = coalesce(?, run_before), ended_at = ? where subject_id = ?")) {
            update.setString(1, state.name());
            update.setObject(2, runBefore.map(StoredJson::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(3, endedAt.map(StoredJson::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(4, subjectId);
            update.executeUpdate();
        }
    }

    void insert(UUID subjectId, Decision decision, String digest) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("insert into approval_decision"
                        + " (subject_id, person, name, token, decision, digest, comment, at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, subjectId);
            insert.setObject(2, decision.person());
            insert.setString(3, decision.name());
            insert.setString(4, decision.token().orElse(null));
            insert.setString(5, decision.decision().name());
            insert.setString(6, digest);
            insert.setString(7, decision.comment().orElse(null));
            insert.setObject(8, StoredJson.utc(decision.at()));
            insert.executeUpdate();
        }
    }

    /** What was said of each, in the order in which it was. */
    Map<UUID, List<Decision>> decisions(Collection<UUID> subjectIds) throws SQLException {
        Map<UUID, List<Decision>> found = new HashMap<>();
        if (subjectIds.isEmpty()) {
            return found;
        }
        Sql query = Sql.of(
                "select * from approval_decision where subject_id = any (?) order by at, person",
                List.copyOf(subjectIds));
        try (Connection connection = database.getConnection();
                var statement = query.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.computeIfAbsent(Columns.uuid(row, "subject_id"), _ -> new ArrayList<>())
                        .add(new Decision(
                                Columns.uuid(row, "person"),
                                row.getString("name"),
                                Columns.optionalString(row, "token"),
                                Decision.Says.valueOf(row.getString("decision")),
                                Columns.optionalString(row, "comment"),
                                Columns.instant(row, "at")));
            }
        }
        return found;
    }

    List<Decision> decisions(UUID subjectId) throws SQLException {
        return decisions(List.of(subjectId)).getOrDefault(subjectId, List.of());
    }

    static long pending(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select count(*) from approval_request where state = 'PENDING'");
                var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<ApprovalRequest> list(Sql query) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = query.prepare(connection);
                var rows = statement.executeQuery()) {
            List<ApprovalRequest> found = new ArrayList<>();
            while (rows.next()) {
                found.add(read(rows));
            }
            return found;
        }
    }

    static ApprovalRequest read(ResultSet row) throws SQLException {
        Optional<UUID> host = Optional.ofNullable(row.getObject("host_id", UUID.class));
        String protocol = row.getString("protocol");
        int port = row.getInt("port");
        return new ApprovalRequest(
                new Subject(
                        Subject.Kind.valueOf(row.getString("kind")),
                        Columns.uuid(row, "subject_id"),
                        row.getString("title"),
                        host.map(hostId -> new Subject.Place(hostId, Protocol.valueOf(protocol), port))),
                row.getString("digest"),
                StoredJson.readAll(row.getString("demands"), Demand.class),
                row.getString("reason"),
                Columns.optionalString(row, "ticket"),
                new Person(
                        Columns.uuid(row, "requested_subject"),
                        row.getString("requested_by"),
                        Set.of(),
                        Optional.empty()),
                Columns.instant(row, "requested_at"),
                Columns.instant(row, "expires_at"),
                Columns.optionalInstant(row, "run_before"),
                ApprovalState.valueOf(row.getString("state")),
                Columns.optionalInstant(row, "ended_at"));
    }
}

package dev.portledger.server.conflict;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one way in which people change what becomes of a failed bind: under its lock, and with its entry in the audit log. */
@ApplicationScoped
class FailedBindBook {

    private final AgroalDataSource database;
    private final AuditLog audit;
    private final Event<LedgerChanges> changes;

    FailedBindBook(AgroalDataSource database, AuditLog audit, Event<LedgerChanges> changes) {
        this.database = database;
        this.audit = audit;
        this.changes = changes;
    }

    /** What becomes of it, and what the audit log is told. */
    record Change(FailedBindState next, AuditDraft entry) {}

    private record Locked(FailedBindState state, Protocol protocol, int port, String comm) {}

    /**
     * Changes a failed bind by what the function makes of its state.
     *
     * @throws dev.portledger.server.error.ProblemException NOT_FOUND, or what the function throws
     */
    void change(UUID hostId, UUID failedId, Function<FailedBindState, Change> function) {
        int port = QuarkusTransaction.requiringNew().call(() -> changeInTransaction(hostId, failedId, function));
        changes.fire(new LedgerChanges(Map.of(hostId, new HostChanges(Set.of(port), Set.of(Topic.CONFLICTS)))));
    }

    private int changeInTransaction(UUID hostId, UUID failedId, Function<FailedBindState, Change> function)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            Locked locked = lock(connection, hostId, failedId).orElseThrow(() -> FailedBindReading.notFound(failedId));
            Change change = function.apply(locked.state());
            write(connection, hostId, failedId, change.next());
            audit.append(change.entry()
                    .onHost(hostId)
                    .onPort(locked.protocol(), locked.port())
                    .with("failedBind", failedId.toString())
                    .with("claimant", locked.comm()));
            return locked.port();
        }
    }

    private static Optional<Locked> lock(Connection connection, UUID hostId, UUID failedId) throws SQLException {
        try (var query = connection.prepareStatement("select " + FailedBindColumns.STATE
                + " as state, f.snoozed_until, f.state_at, f.state_by, f.resolved_how, f.note, f.protocol, f.port, f.comm"
                + " from failed_bind f where f.host_id = ? and f.failed_id = ? for update")) {
            query.setObject(1, hostId);
            query.setObject(2, failedId);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Locked(
                                FailedBindColumns.state(row),
                                Protocol.valueOf(row.getString("protocol")),
                                row.getInt("port"),
                                row.getString("comm")))
                        : Optional.empty();
            }
        }
    }

    private static void write(Connection connection, UUID hostId, UUID failedId, FailedBindState next)
            throws SQLException {
        try (var update =
                connection.prepareStatement("update failed_bind set state = ?, snoozed_until = ?, state_at = ?,"
                        + " state_by = ?, resolved_how = ?, note = ? where host_id = ? and failed_id = ?")) {
            update.setString(1, next.name().name());
            update.setObject(3, next.since().atOffset(ZoneOffset.UTC));
            update.setObject(7, hostId);
            update.setObject(8, failedId);
            switch (next) {
                case FailedBindState.Open open -> rest(update, null, open.by(), null, Optional.empty());
                case FailedBindState.Snoozed snoozed ->
                    rest(update, snoozed.until(), Optional.of(snoozed.by()), null, snoozed.note());
                case FailedBindState.Resolved resolved ->
                    rest(update, null, resolved.by(), resolved.how(), resolved.note());
            }
            update.executeUpdate();
        }
    }

    private static void rest(
            PreparedStatement update,
            @Nullable Instant until,
            Optional<String> by,
            FailedBindState.@Nullable How how,
            Optional<String> note)
            throws SQLException {
        update.setObject(2, until == null ? null : until.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
        update.setString(4, by.orElse(null));
        update.setString(5, how == null ? null : how.name());
        update.setString(6, note.orElse(null));
    }
}

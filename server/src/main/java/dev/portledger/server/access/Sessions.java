package dev.portledger.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who is signed in, from sign-in to sign-out or time-out. Every begin and end is in the audit log, or doesn't happen. */
@ApplicationScoped
public class Sessions {

    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

    private final AgroalDataSource database;
    private final AuditLog audit;
    private final Event<SessionEnded> ended;
    private final Duration idle;
    private final Duration longest;
    private final Clock clock = Clock.systemUTC();

    /**
     * @param idle a session ends after so long without a request
     * @param longest a session ends so long after sign-in, whatever happens
     */
    Sessions(
            AgroalDataSource database,
            AuditLog audit,
            Event<SessionEnded> ended,
            @ConfigProperty(name = "portledger.session.idle", defaultValue = "PT8H") Duration idle,
            @ConfigProperty(name = "portledger.session.longest", defaultValue = "PT24H") Duration longest) {
        this.database = database;
        this.audit = audit;
        this.ended = ended;
        this.idle = idle;
        this.longest = longest;
    }

    @Transactional
    SessionKey begin(String userName, SignInFrom from) throws SQLException {
        var key = new SessionKey(userName, UUID.randomUUID());
        Instant now = clock.instant();
        try (Connection connection = database.getConnection();
                var forget = connection.prepareStatement(
                        "delete from app_session where user_name = ? and signed_in_at < ?");
                var insert = connection.prepareStatement(
                        "insert into app_session"
                                + " (session_id, user_name, signed_in_at, last_seen_at, address, user_agent) values (?, ?, ?, ?, ?, ?)")) {
            forget.setString(1, userName);
            forget.setObject(2, utc(now.minus(longest)));
            forget.executeUpdate();
            insert.setObject(1, key.sessionId());
            insert.setString(2, userName);
            insert.setObject(3, utc(now));
            insert.setObject(4, utc(now));
            insert.setString(5, from.address());
            insert.setString(6, from.userAgent());
            insert.executeUpdate();
        }
        audit.append(AuditDraft.of(new Actor.Person(userName), "signed_in")
                .with("address", from.address())
                .with("by", from.by()));
        return key;
    }

    @Transactional
    void refused(String userName, String address, String why) {
        audit.append(AuditDraft.of(new Actor.Person(userName), "sign_in_failed")
                .with("address", address)
                .with("why", why));
    }

    /** Whether the session goes on; if so, it was seen now. */
    boolean seen(SessionKey key) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select last_seen_at from app_session where session_id = ?"
                        + " and user_name = ? and ended_at is null and signed_in_at > ? and last_seen_at > ?")) {
            query.setObject(1, key.sessionId());
            query.setString(2, key.userName());
            query.setObject(3, utc(now.minus(longest)));
            query.setObject(4, utc(now.minus(idle)));
            try (var row = query.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                if (row.getObject(1, OffsetDateTime.class).toInstant().isBefore(now.minus(SEEN_EVERY))) {
                    touch(connection, key.sessionId(), now);
                }
                return true;
            }
        }
    }

    private static void touch(Connection connection, UUID sessionId, Instant now) throws SQLException {
        try (var update = connection.prepareStatement("update app_session set last_seen_at = ? where session_id = ?")) {
            update.setObject(1, utc(now));
            update.setObject(2, sessionId);
            update.executeUpdate();
        }
    }

    /** Signs out; without effect on a session that has ended. */
    @Transactional
    void end(SessionKey key) throws SQLException {
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement(
                        "update app_session set ended_at = ? where session_id = ? and ended_at is null")) {
            update.setObject(1, utc(clock.instant()));
            update.setObject(2, key.sessionId());
            if (update.executeUpdate() == 0) {
                return;
            }
        }
        audit.append(AuditDraft.of(new Actor.Person(key.userName()), "signed_out"));
        ended.fire(new SessionEnded(key.sessionId()));
    }

    /**
     * A session that goes on.
     *
     * @param address from where it was begun
     * @param userAgent the browser, as it says itself
     */
    @Schema(name = "UserSession")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Open(
            UUID sessionId,
            Instant signedInAt,
            Instant lastSeenAt,
            Optional<String> address,
            Optional<String> userAgent,
            boolean current) {}

    /** Somebody's sessions that go on, the newest first. */
    List<Open> of(String userName, Optional<UUID> current) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = database.getConnection();
                var query = Sql.of(
                                "select session_id, signed_in_at, last_seen_at, address, user_agent from app_session"
                                        + " where user_name = ? and ended_at is null and signed_in_at > ? and last_seen_at > ?"
                                        + " order by signed_in_at desc",
                                userName,
                                now.minus(longest),
                                now.minus(idle))
                        .prepare(connection);
                var row = query.executeQuery()) {
            List<Open> open = new ArrayList<>();
            while (row.next()) {
                UUID id = Columns.uuid(row, "session_id");
                open.add(new Open(
                        id,
                        Columns.instant(row, "signed_in_at"),
                        Columns.instant(row, "last_seen_at"),
                        Columns.optionalString(row, "address"),
                        Columns.optionalString(row, "user_agent"),
                        current.filter(id::equals).isPresent()));
            }
            return open;
        }
    }

    /** Ends the sessions of a user but for one, in the caller's transaction, which writes it to the audit log. @return how many */
    @Transactional(Transactional.TxType.MANDATORY)
    int endAll(String userName, Optional<UUID> but) throws SQLException {
        Sql sql = Sql.of(
                "update app_session set ended_at = ? where user_name = ? and ended_at is null",
                clock.instant(),
                userName);
        but.ifPresent(id -> sql.add(" and session_id <> ?", id));
        int count = 0;
        try (Connection connection = database.getConnection();
                var update = sql.add(" returning session_id").prepare(connection);
                var row = update.executeQuery()) {
            while (row.next()) {
                ended.fire(new SessionEnded(Columns.uuid(row, "session_id")));
                count++;
            }
        }
        return count;
    }

    /**
     * Those of the sessions that go on, with a user who may still sign in.
     *
     * @throws SQLException if nobody knows
     */
    public Set<UUID> open(Collection<UUID> sessionIds) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select session_id from app_session s join app_user u"
                        + " using (user_name) where session_id = any (?) and ended_at is null and signed_in_at > ?"
                        + " and last_seen_at > ? and not u.disabled")) {
            query.setArray(1, connection.createArrayOf("uuid", sessionIds.toArray()));
            query.setObject(2, utc(now.minus(longest)));
            query.setObject(3, utc(now.minus(idle)));
            try (var rows = query.executeQuery()) {
                var open = new HashSet<UUID>();
                while (rows.next()) {
                    open.add(rows.getObject(1, UUID.class));
                }
                return open;
            }
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

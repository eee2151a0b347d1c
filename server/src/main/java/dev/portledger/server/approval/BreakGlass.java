package dev.portledger.server.approval;

import dev.portledger.server.access.Role;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stops that were run without the approvals that they needed, until somebody else has taken note. */
@ApplicationScoped
public class BreakGlass {

    /** A reason for it has at least so many characters. */
    public static final int SHORTEST_REASON = 20;

    private static final int SHOWN = 100;

    private final AgroalDataSource database;
    private final Reading reading;
    private final Askers people;
    private final AuditLog audit;
    private final Event<SubjectChanged> broken;
    private final Clock clock = Clock.systemUTC();

    BreakGlass(
            AgroalDataSource database, Reading reading, Askers people, AuditLog audit, Event<SubjectChanged> broken) {
        this.database = database;
        this.reading = reading;
        this.people = people;
        this.audit = audit;
        this.broken = broken;
    }

    /**
     * Refuses what may not be run in this way.
     *
     * @throws ProblemException BREAK_GLASS_FORBIDDEN or REASON_REQUIRED
     */
    public static void require(List<Demand> demands, String reason) {
        demands.stream().filter(demand -> !demand.breakGlass()).findFirst().ifPresent(demand -> {
            throw new ProblemException(
                    ErrorCode.BREAK_GLASS_FORBIDDEN, "the rule " + demand.rule() + " knows no break-glass");
        });
        if (reason.length() < SHORTEST_REASON) {
            throw new ProblemException(
                    ErrorCode.REASON_REQUIRED,
                    "break-glass takes a reason of at least " + SHORTEST_REASON + " characters",
                    "reason");
        }
    }

    /** Notes one, in the transaction of the run. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(Subject subject, List<Demand> waived, String reason, Person by, Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement("""
                        insert into break_glass (subject_id, kind, host_id, protocol, port, title, reason, waived, broken_by,
                            broken_subject, broken_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)""")) {
            insert.setObject(1, subject.id());
            insert.setString(2, subject.kind().name());
            insert.setObject(3, subject.place().map(Subject.Place::hostId).orElse(null), Types.OTHER);
            insert.setString(
                    4, subject.place().map(place -> place.protocol().name()).orElse(null));
            insert.setObject(5, subject.place().map(Subject.Place::port).orElse(null), Types.INTEGER);
            insert.setString(6, subject.title());
            insert.setString(7, reason);
            insert.setString(8, StoredJson.write(waived));
            insert.setString(9, by.name());
            insert.setObject(10, by.subject());
            insert.setObject(11, StoredJson.utc(now));
            insert.executeUpdate();
        }
        tell(subject.id(), subject.place().map(Subject.Place::hostId));
    }

    /** Those that nobody has taken note of, or all of them; the newest first. */
    List<GlassView> list(boolean open) {
        Sql query = Sql.of("select * from break_glass" + (open ? " where acknowledged_at is null" : "")
                + " order by broken_at desc, subject_id limit " + SHOWN);
        return reading.read(connection -> list(connection, query));
    }

    /** How many nobody has taken note of. */
    public long open() {
        return reading.read(connection -> {
            try (var query = connection.prepareStatement(
                            "select count(*) from break_glass where acknowledged_at is null");
                    var row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Those of these stops or bulk stops that were. */
    public Map<UUID, GlassView> of(Collection<UUID> subjectIds) throws SQLException {
        Map<UUID, GlassView> found = new HashMap<>();
        if (!subjectIds.isEmpty()) {
            list(Sql.of("select * from break_glass where subject_id = any (?)", List.copyOf(subjectIds)))
                    .forEach(glass -> found.put(glass.subjectId(), glass));
        }
        return found;
    }

    /** Whether whoever is asking is an approver on all hosts that it is about. */
    boolean isOfTheirHosts(UUID subjectId) {
        Sql query = Sql.of("select * from break_glass where subject_id = ?", subjectId);
        return !reading.read(people.scope(Role.APPROVER), connection -> list(connection, query))
                .isEmpty();
    }

    /**
     * Takes note: somebody other than who did it, unless there is nobody else.
     *
     * @param ofTheirHosts {@link #isOfTheirHosts}
     * @throws ProblemException NOT_FOUND, SELF_APPROVAL or ALREADY_DECIDED
     */
    @Transactional
    GlassView acknowledge(UUID subjectId, Person by, boolean ofTheirHosts) throws SQLException {
        GlassView glass = list(Sql.of("select * from break_glass where subject_id = ? for update", subjectId)).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no break-glass has the id " + subjectId));
        if (glass.hostId().isPresent()) {
            people.requireOn(glass.hostId().get(), Role.APPROVER);
        } else if (!ofTheirHosts) {
            people.requireEverywhere(Role.APPROVER);
        }
        if (glass.acknowledgedAt().isPresent()) {
            throw new ProblemException(ErrorCode.ALREADY_DECIDED, "somebody has taken note of it already");
        }
        boolean own = glass.brokenSubject().equals(by.subject());
        boolean alone = own && people.othersThan(by) == 0;
        if (own && !alone) {
            throw new ProblemException(ErrorCode.SELF_APPROVAL, "somebody else has to take note of it");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement(
                        "update break_glass set acknowledged_by = ?, acknowledged_at = ? where subject_id = ?")) {
            update.setString(1, by.name());
            update.setObject(2, StoredJson.utc(now));
            update.setObject(3, subjectId);
            update.executeUpdate();
        }
        AuditDraft entry = AuditDraft.of(new Actor.Person(by.name()), "break_glass.acknowledged")
                .ofStop(subjectId)
                .with("brokenBy", glass.brokenBy())
                .with("nobodyElse", alone);
        audit.append(glass.hostId().map(entry::onHost).orElse(entry));
        tell(subjectId, glass.hostId());
        return Optional.ofNullable(of(List.of(subjectId)).get(subjectId)).orElseThrow();
    }

    /** Which hosts a bulk stop is about is not known here; who knows tells of them besides. */
    private void tell(UUID subjectId, Optional<UUID> hostId) {
        broken.fire(new SubjectChanged(subjectId, hostId.map(Set::of).orElse(Set.of())));
    }

    private List<GlassView> list(Sql query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return list(connection, query);
        }
    }

    private static List<GlassView> list(Connection connection, Sql query) throws SQLException {
        try (var statement = query.prepare(connection);
                var row = statement.executeQuery()) {
            List<GlassView> found = new ArrayList<>();
            while (row.next()) {
                found.add(new GlassView(
                        Columns.uuid(row, "subject_id"),
                        Subject.Kind.valueOf(row.getString("kind")),
                        Optional.ofNullable(row.getObject("host_id", UUID.class)),
                        row.getString("title"),
                        row.getString("reason"),
                        StoredJson.readAll(row.getString("waived"), Demand.class),
                        row.getString("broken_by"),
                        Columns.uuid(row, "broken_subject"),
                        Columns.instant(row, "broken_at"),
                        Columns.optionalString(row, "acknowledged_by"),
                        Columns.optionalInstant(row, "acknowledged_at")));
            }
            return found;
        }
    }
}

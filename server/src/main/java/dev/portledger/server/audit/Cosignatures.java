package dev.portledger.server.audit;

import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.NoteSignature;
import dev.portledger.domain.audit.Refusal;
import dev.portledger.server.sql.Reading;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What hosts say to checkpoints: tables audit_cosignature and audit_refusal, of which nothing is ever removed. */
@ApplicationScoped
public class Cosignatures {

    private static final String STANDING = """
            with last_good as (
                select distinct on (host_id) host_id, size, taken_at from audit_cosignature order by host_id, taken_at desc, size desc
            ), last_bad as (
                select distinct on (host_id) host_id, reason, kept, offered, taken_at from audit_refusal
                order by host_id, taken_at desc, id desc
            )
            select coalesce(g.host_id, b.host_id) as host_id, g.size, g.taken_at as good_at, b.reason, b.kept, b.offered,
                b.taken_at as bad_at
            from last_good g full join last_bad b on b.host_id = g.host_id order by 1""";

    private final AgroalDataSource database;
    private final Reading reading;
    private final Clock clock = Clock.systemUTC();

    Cosignatures(AgroalDataSource database, Reading reading) {
        this.database = database;
        this.reading = reading;
    }

    /**
     * A refusal.
     *
     * @param kept the note that the host holds against it; empty when it has none
     * @param offered the note that it did not accept
     */
    public record Refused(Refusal reason, Instant at, Optional<String> kept, String offered) {}

    /**
     * Where a host stands.
     *
     * @param size entries of the last checkpoint it has cosigned
     * @param at when
     * @param refused the last refusal, when it came after that: the host holds another history
     */
    public record Standing(UUID hostId, Optional<Long> size, Optional<Instant> at, Optional<Refused> refused) {}

    /** Keeps a cosignature that was checked. The first of a host for a size counts. */
    public void keep(UUID hostId, long size, NoteKey cosigner, NoteSignature signature) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement(
                        "insert into audit_cosignature (size, host_id, taken_at, cosigner, line) values (?, ?, ?, ?, ?)"
                                + " on conflict do nothing")) {
            insert.setLong(1, size);
            insert.setObject(2, hostId);
            insert.setObject(3, now());
            insert.setString(4, cosigner.text());
            insert.setString(5, signature.line());
            insert.executeUpdate();
        }
    }

    /** Keeps a refusal, in the caller's transaction. */
    public void refused(UUID hostId, Refusal reason, Optional<String> kept, String offered) throws SQLException {
        try (Connection connection = database.getConnection();
                var insert = connection.prepareStatement(
                        "insert into audit_refusal (host_id, taken_at, reason, kept, offered) values (?, ?, ?, ?, ?)")) {
            insert.setObject(1, hostId);
            insert.setObject(2, now());
            insert.setString(3, reason.name());
            insert.setString(4, kept.orElse(null));
            insert.setString(5, offered);
            insert.executeUpdate();
        }
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** The hosts that ever said something, of those that whoever asks may see. */
    public List<Standing> standings() {
        return reading.read(connection -> {
            try (var query = connection.prepareStatement(STANDING);
                    var rows = query.executeQuery()) {
                var standings = new ArrayList<Standing>();
                while (rows.next()) {
                    standings.add(standing(rows));
                }
                return List.copyOf(standings);
            }
        });
    }

    private static Standing standing(ResultSet rows) throws SQLException {
        Optional<Instant> good = instant(rows.getObject("good_at", OffsetDateTime.class));
        Optional<Instant> bad = instant(rows.getObject("bad_at", OffsetDateTime.class));
        boolean contradicts = bad.isPresent() && (good.isEmpty() || bad.get().isAfter(good.get()));
        return new Standing(
                rows.getObject("host_id", UUID.class),
                Optional.ofNullable(rows.getObject("size", Long.class)),
                good,
                contradicts
                        ? Optional.of(new Refused(
                                Refusal.valueOf(rows.getString("reason")),
                                bad.orElseThrow(),
                                Optional.ofNullable(rows.getString("kept")),
                                rows.getString("offered")))
                        : Optional.empty());
    }

    private static Optional<Instant> instant(OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}

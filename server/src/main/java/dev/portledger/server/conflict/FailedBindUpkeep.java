package dev.portledger.server.conflict;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.conflict.FailedBindState.How;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import dev.portledger.server.ledger.query.AfterClaims;
import dev.portledger.server.ledger.query.AfterClaims.Claim;
import dev.portledger.server.ledger.write.Rows;
import dev.portledger.server.sql.Columns;
import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Settles failed binds that have settled themselves, and deletes old ones. What is resolved here, a new failure opens again; it
 * is no decision of anybody's and leaves no entry in the audit log.
 */
@ApplicationScoped
class FailedBindUpkeep {

    private static final Logger LOG = Logger.getLogger(FailedBindUpkeep.class);
    private static final int AT_ONCE = 2_000;

    private static final Rows<Claim> SETTLED = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Claim::hostId),
            new Rows.Column<>("failed_id", "uuid", Claim::id),
            new Rows.Column<>("last_at", "timestamptz", Claim::since)));

    private final AgroalDataSource database;
    private final AfterClaims after;
    private final LedgerAvailability availability;
    private final ConflictConfig config;
    private final Event<LedgerChanges> changes;
    private final Clock clock = Clock.systemUTC();

    FailedBindUpkeep(
            AgroalDataSource database,
            AfterClaims after,
            LedgerAvailability availability,
            ConflictConfig config,
            Event<LedgerChanges> changes) {
        this.database = database;
        this.after = after;
        this.availability = availability;
        this.config = config;
        this.changes = changes;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void settle() {
        if (!availability.isWritable()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            Instant now = clock.instant();
            List<Claim> unresolved = unresolved(connection, now.minus(config.keep()));
            List<Claim> quiet = unresolved.stream()
                    .filter(claim -> claim.since().isBefore(now.minus(config.quietAfter())))
                    .toList();
            List<Claim> settled = new ArrayList<>();
            settled.addAll(resolve(connection, after.holding(connection, unresolved), How.CLAIMANT_HOLDS, now));
            settled.addAll(resolve(
                    connection, after.watchedFor(connection, quiet, config.quietAfter()), How.NOT_TRIED_AGAIN, now));
            announce(settled);
        } catch (SQLException | RuntimeException e) {
            if (!availability.failed(e)) {
                LOG.error("failed binds could not be settled", e);
            }
        }
    }

    @Scheduled(every = "24h", delayed = "1h")
    void deleteOld() {
        if (!availability.isWritable()) {
            return;
        }
        try (Connection connection = database.getConnection();
                var delete = connection.prepareStatement("delete from failed_bind where last_at < ?")) {
            delete.setObject(1, clock.instant().minus(config.keep()).atOffset(ZoneOffset.UTC));
            delete.executeUpdate();
        } catch (SQLException e) {
            if (!availability.failed(e)) {
                LOG.error("old failed binds could not be deleted", e);
            }
        }
    }

    private static List<Claim> unresolved(Connection connection, Instant since) throws SQLException {
        List<Claim> found = new ArrayList<>();
        try (var query = connection.prepareStatement("""
                select failed_id, host_id, protocol, port, (reported ->> 'netns')::bigint as netns, last_at, unit, container, exe,
                    user_name
                from failed_bind where state <> 'RESOLVED' and last_at > ? order by last_at desc limit ?""")) {
            query.setObject(1, since.atOffset(ZoneOffset.UTC));
            query.setInt(2, AT_ONCE);
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    found.add(claim(row));
                }
            }
        }
        return found;
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                Columns.uuid(row, "failed_id"),
                Columns.uuid(row, "host_id"),
                Protocol.valueOf(row.getString("protocol")),
                row.getInt("port"),
                Columns.optionalLong(row, "netns").orElse(null),
                Columns.instant(row, "last_at"),
                row.getString("unit"),
                row.getString("container"),
                row.getString("exe"),
                row.getString("user_name"));
    }

    /** Those that were resolved: one that has failed again meanwhile is not. */
    private static List<Claim> resolve(Connection connection, List<Claim> claims, How how, Instant now)
            throws SQLException {
        if (claims.isEmpty()) {
            return claims;
        }
        return SETTLED.runReturningOrdinals(
                connection, """
                update failed_bind f set state = 'RESOLVED', snoozed_until = null, state_at = '{now}', state_by = null, note = null,
                    resolved_how = '{how}'
                from {rows} where f.host_id = r.host_id and f.failed_id = r.failed_id and f.last_at = r.last_at
                    and f.state <> 'RESOLVED'
                returning r.ordinal""".replace("{now}", now.toString()).replace("{how}", how.name()), claims);
    }

    private void announce(List<Claim> settled) {
        Map<UUID, Set<Integer>> ports = new HashMap<>();
        settled.forEach(claim ->
                ports.computeIfAbsent(claim.hostId(), _ -> new HashSet<>()).add(claim.port()));
        Map<UUID, HostChanges> hosts = new HashMap<>();
        ports.forEach((hostId, ofHost) -> hosts.put(hostId, new HostChanges(ofHost, Set.of(Topic.CONFLICTS))));
        if (!hosts.isEmpty()) {
            changes.fire(new LedgerChanges(hosts));
        }
    }
}

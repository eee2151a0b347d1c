package dev.portledger.server.ledger.query;

import dev.portledger.server.host.Coverage;
import dev.portledger.server.host.HostLedger;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** When hosts were watched, and how much there is of them. */
@ApplicationScoped
class CoverageStore implements HostLedger {

    /** More than that is not one host's story but a fault; the latest are told. */
    private static final int MAX_INTERVALS = 1_000;

    @Override
    public Map<UUID, Integer> listeners(Connection connection, Collection<UUID> hosts) throws SQLException {
        Map<UUID, Integer> counts = new HashMap<>();
        try (var statement = Sql.of(
                                "select host_id, count(*)::int as listeners from holding_open where host_id = any(?)"
                                        + " group by host_id",
                                List.copyOf(hosts))
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                counts.put(Columns.uuid(row, "host_id"), row.getInt("listeners"));
            }
        }
        return counts;
    }

    @Override
    public List<Coverage> coverage(Connection connection, UUID host, Instant since) throws SQLException {
        return within(connection, host, since, Optional.empty());
    }

    @Override
    public Collection<UUID> withGaps(Connection connection, Collection<UUID> hosts, Instant since) throws SQLException {
        Set<UUID> found = new HashSet<>();
        try (var statement = Sql.of(
                                "select distinct host_id from coverage where host_id = any(?) and ended_how = 'GAP'"
                                        + " and seen_until >= ?",
                                List.copyOf(hosts),
                                since)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(Columns.uuid(row, "host_id"));
            }
        }
        return found;
    }

    /** When the host was watched in that range, earliest first, not cut off at its ends. */
    List<Coverage> within(Connection connection, UUID host, Times.Range range) throws SQLException {
        return within(connection, host, range.from(), Optional.of(range.to()));
    }

    private static List<Coverage> within(Connection connection, UUID host, Instant from, Optional<Instant> to)
            throws SQLException {
        Sql query = Sql.of("select * from coverage where host_id = ? and seen_until >= ?", host, from);
        to.ifPresent(end -> query.add(" and began_at < ?", end));
        List<Coverage> found = new ArrayList<>();
        try (var statement = query.add(" order by began_at desc limit ?", MAX_INTERVALS)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new Coverage(
                        Columns.instant(row, "began_at"),
                        Columns.instant(row, "seen_until"),
                        Columns.optionalString(row, "ended_how").map(Coverage.EndedHow::valueOf),
                        Columns.optionalString(row, "reason")));
            }
        }
        return found.reversed();
    }

    /** Whether the host was watched at that time. */
    boolean covers(Connection connection, UUID host, Instant at) throws SQLException {
        try (var statement = Sql.of("select ")
                        .add(CoverageConditions.coveredAt(host, at))
                        .prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}

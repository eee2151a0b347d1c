package dev.portledger.server.host;

import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.LikePattern;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Lists hosts, and tells all about one. */
@ApplicationScoped
class HostStore {

    private static final RowOrder BY_NAME =
            new RowOrder(List.of(new RowOrder.Part("h.name", "text"), new RowOrder.Part("h.host_id", "uuid")), false);

    private static final Duration GAPS_SHOWN = Duration.ofDays(1);
    private static final Duration COVERAGE_SHOWN = Duration.ofDays(7);

    private final Reading reading;
    private final HostDirectory directory;
    private final HostLedger ledger;
    private final Clock clock = Clock.systemUTC();

    HostStore(Reading reading, HostDirectory directory, HostLedger ledger) {
        this.reading = reading;
        this.directory = directory;
        this.ledger = ledger;
    }

    HostPage page(HostFilter filter, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(BY_NAME, limit, cursor, "hosts " + filter);
        Sql fromWhere = Sql.of(HostFacts.FROM).add(filter.where());
        return reading.read(connection -> {
            var page = paged.read(connection, Sql.of(HostFacts.COLUMNS), fromWhere, HostFacts::read);
            return new HostPage(rows(connection, page.rows()), page.next(), count(connection, fromWhere));
        });
    }

    HostDetail detail(String hostId) {
        return reading.read(connection -> {
            UUID id = directory.require(connection, hostId).hostId();
            HostFacts host = facts(connection, id);
            return new HostDetail(
                    rows(connection, List.of(host)).getFirst(),
                    host.bootId(),
                    host.bootedAt(),
                    host.enrolledAt(),
                    host.facilities(),
                    host.policy(),
                    host.residentBytes(),
                    host.outboxFrames(),
                    ledger.coverage(connection, id, clock.instant().minus(COVERAGE_SHOWN)));
        });
    }

    private static HostFacts facts(Connection connection, UUID id) throws SQLException {
        try (var statement = Sql.of("select " + HostFacts.COLUMNS + HostFacts.FROM + " where h.host_id = ?", id)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return HostFacts.read(row);
        }
    }

    private List<HostRow> rows(Connection connection, List<HostFacts> hosts) throws SQLException {
        Instant since = clock.instant().minus(GAPS_SHOWN);
        List<UUID> ids = hosts.stream().map(HostFacts::hostId).toList();
        Map<UUID, Integer> listeners = ledger.listeners(connection, ids);
        Collection<UUID> gaps = ledger.withGaps(connection, ids, since);
        return hosts.stream()
                .map(host -> new HostRow(
                        host.hostId(),
                        host.name(),
                        host.watch(),
                        host.lastFrameAt(),
                        host.lookedAt(),
                        host.connectedAt(),
                        host.os(),
                        host.kernel(),
                        host.agentVersion(),
                        host.lookedAt().map(_ -> listeners.getOrDefault(host.hostId(), 0)),
                        host.skew(),
                        HostProblems.of(host, gaps.contains(host.hostId())),
                        host.labels()))
                .toList();
    }

    private static long count(Connection connection, Sql fromWhere) throws SQLException {
        try (var statement = Sql.of("select count(*)").add(fromWhere).prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Which hosts are asked for.
     *
     * @param text in the name, the system, the kernel or the agent's version, or the beginning of the id
     * @param watch one of these; empty: all
     * @param policy the id of what they have in common, as {@link HostPolicyPage.Group}
     */
    record HostFilter(Optional<String> text, List<Watch> watch, Optional<String> policy) {

        private Sql where() {
            Sql where = Sql.of(" where true");
            text.ifPresent(given -> {
                where.add(
                        " and (lower(concat_ws(' ', h.name, h.os, h.kernel, h.agent_version)) like ?",
                        LikePattern.containing(given));
                LikePattern.beginningOfId(given).ifPresent(id -> where.add(" or h.host_id::text like ?", id));
                where.add(")");
            });
            if (!watch.isEmpty()) {
                where.add(
                        " and w.watch = any(?)", watch.stream().map(Watch::name).toList());
            }
            policy.ifPresent(id -> where.add(HostPolicies.has(id)));
            return where;
        }
    }
}

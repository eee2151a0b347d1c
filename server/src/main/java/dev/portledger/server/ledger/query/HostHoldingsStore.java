package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.RowOrder.Part;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells who held the endpoints of a host over a range of time. */
@ApplicationScoped
class HostHoldingsStore {

    // of those that changed at one time, as at the first look of all, the lower port first
    private static final RowOrder LAST_CHANGE_FIRST = new RowOrder(
            List.of(
                    new Part("l.changed_at", "timestamptz"),
                    new Part("-l.port", "int"),
                    new Part("(l.protocol = 'TCP')", "boolean"),
                    new Part("l.address", "inet"),
                    new Part("l.device", "text")),
            true);

    private final Reading reading;
    private final HostDirectory hosts;
    private final CoverageStore coverage;

    HostHoldingsStore(Reading reading, HostDirectory hosts, CoverageStore coverage) {
        this.reading = reading;
        this.hosts = hosts;
        this.coverage = coverage;
    }

    private record Endpoint(Protocol protocol, int port, String address, Optional<String> device) {
        static Endpoint of(ListenerRow row) {
            return new Endpoint(row.protocol(), row.port(), row.address(), row.device());
        }
    }

    private record Changed(Endpoint endpoint, Instant at) {}

    /**
     * @param width of the timeline, by which holdings are merged when there are too many
     * @param asked host and range as the caller wrote them, to which a cursor is bound
     */
    HostHoldings holdings(
            String hostId,
            Times.Range range,
            TimelineWidth width,
            PageLimit limit,
            Optional<String> cursor,
            String asked) {
        PagedRead paged = PagedRead.of(LAST_CHANGE_FIRST, limit, cursor, "holdings of a host " + asked);
        return reading.read(connection -> {
            UUID host = hosts.require(connection, hostId).hostId();
            var page = paged.read(
                    connection,
                    Sql.of(
                            "l.protocol, l.port, host(l.address) as address, nullif(l.device, '') as device, l.changed_at"),
                    endpoints(host, range),
                    HostHoldingsStore::changed);
            return new HostHoldings(
                    range.from(),
                    range.to(),
                    coverage.within(connection, host, range),
                    lanes(connection, host, range, page.rows(), width.pixelOf(range)),
                    page.next(),
                    count(connection, host, range));
        });
    }

    private static Sql endpoints(UUID host, Times.Range range) {
        return Sql.of(
                        " from (select h.protocol, h.port, h.address, coalesce(h.device, '') as device,"
                                + " max(case when h.ended_at < ? then h.ended_at else h.began_at end) as changed_at"
                                + " from holding h where h.host_id = ?",
                        range.to(),
                        host)
                .add(HoldingsStore.within(range))
                .add(" group by 1, 2, 3, 4) l where true");
    }

    private static long count(Connection connection, UUID host, Times.Range range) throws SQLException {
        try (var statement =
                        Sql.of("select count(*)").add(endpoints(host, range)).prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Changed changed(ResultSet row) throws SQLException {
        return new Changed(
                new Endpoint(
                        Protocol.valueOf(row.getString("protocol")),
                        row.getInt("port"),
                        ListenerColumns.address(row),
                        Columns.optionalString(row, "device")),
                Columns.instant(row, "changed_at"));
    }

    private static List<HoldingLane> lanes(
            Connection connection, UUID host, Times.Range range, List<Changed> page, Duration pixel)
            throws SQLException {
        if (page.isEmpty()) {
            return List.of();
        }
        List<Endpoint> endpoints = page.stream().map(Changed::endpoint).toList();
        Sql fromWhere = Sql.of(" from holding h join host_watch w on w.host_id = h.host_id where h.host_id = ?", host)
                .add(HoldingsStore.within(range))
                .add(
                        " and (h.protocol, h.port, h.address, coalesce(h.device, '')) in"
                                + " (select * from unnest(?::text[], ?::int[], ?::inet[], ?::text[]))",
                        endpoints.stream().map(each -> each.protocol().name()).toList(),
                        endpoints.stream().map(Endpoint::port).toList(),
                        endpoints.stream().map(Endpoint::address).toList(),
                        endpoints.stream().map(each -> each.device().orElse("")).toList());
        Duration narrow = HoldingsStore.tooMany(connection, fromWhere) ? pixel : Duration.ZERO;
        Map<Endpoint, HoldingMerge> merges = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> merges.put(endpoint, new HoldingMerge(narrow)));
        HoldingsStore.each(connection, fromWhere, row -> {
            HoldingMerge merge = merges.get(Endpoint.of(row));
            if (merge != null) {
                merge.add(row);
            }
        });
        return page.stream()
                .map(each -> lane(each, merges.getOrDefault(each.endpoint(), new HoldingMerge(narrow))))
                .toList();
    }

    private static HoldingLane lane(Changed changed, HoldingMerge merge) {
        Endpoint endpoint = changed.endpoint();
        return new HoldingLane(
                endpoint.protocol(),
                endpoint.port(),
                endpoint.address(),
                endpoint.device(),
                changed.at(),
                merge.whole(),
                merge.merged());
    }
}

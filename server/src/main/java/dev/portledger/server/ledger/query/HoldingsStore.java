package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Tells who held a port of a host over a range of time. */
@ApplicationScoped
class HoldingsStore {

    /** A timeline draws so many without merging any. */
    private static final int MAX_ROWS = 5_000;

    private static final int ROWS_AT_A_TIME = 500;

    private final Reading reading;
    private final HostDirectory hosts;
    private final CoverageStore coverage;

    HoldingsStore(Reading reading, HostDirectory hosts, CoverageStore coverage) {
        this.reading = reading;
        this.hosts = hosts;
        this.coverage = coverage;
    }

    /** @param width of the timeline, by which holdings are merged when there are too many */
    PortHoldings holdings(String hostId, Protocol protocol, int port, Times.Range range, TimelineWidth width) {
        Duration pixel = width.pixelOf(range);
        return reading.read(connection -> {
            UUID host = hosts.require(connection, hostId).hostId();
            Sql fromWhere = Sql.of(
                            " from holding h join host_watch w on w.host_id = h.host_id where h.host_id = ? and h.protocol = ?"
                                    + " and h.port = ?",
                            host,
                            protocol.name(),
                            port)
                    .add(within(range));
            HoldingMerge merge = new HoldingMerge(tooMany(connection, fromWhere) ? pixel : Duration.ZERO);
            each(connection, fromWhere, merge::add);
            return new PortHoldings(
                    range.from(),
                    range.to(),
                    coverage.within(connection, host, range),
                    merge.whole(),
                    merge.merged(),
                    protocol == Protocol.TCP ? connections(connection, host, port, range, pixel) : List.of());
        });
    }

    /** That a holding {@code h} was there at some time of the range, or may have been. */
    static Sql within(Times.Range range) {
        return Sql.of(" and h.ended_at > ? and coalesce(h.began_after, h.began_at) < ?", range.from(), range.to());
    }

    /** Whether there are more than a timeline draws one by one. */
    static boolean tooMany(Connection connection, Sql fromWhere) throws SQLException {
        // more than this need not be counted
        try (var statement = Sql.of("select count(*) from (select 1")
                        .add(fromWhere)
                        .add(" limit ?) found", MAX_ROWS + 1)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            row.next();
            return row.getInt(1) > MAX_ROWS;
        }
    }

    /** Hands over each holding, by endpoint and begin. */
    static void each(Connection connection, Sql fromWhere, Consumer<ListenerRow> consumer) throws SQLException {
        try (var statement = Sql.of("select ")
                .add(ListenerColumns.plain())
                .add(fromWhere)
                .add(" order by h.address, h.device, h.began_at, h.holding_id")
                .prepare(connection)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    consumer.accept(ListenerColumns.read(row));
                }
            }
        }
    }

    private static List<ConnectionPoint> connections(
            Connection connection, UUID host, int port, Times.Range range, Duration pixel) throws SQLException {
        List<ConnectionPoint> points = points(
                connection,
                Sql.of(
                        "select at, host(address) as address, state, count, last_leaves_at from connection_history"
                                + " where host_id = ? and port = ? and at >= ? and at < ? order by at, address, state limit ?",
                        host,
                        port,
                        range.from(),
                        range.to(),
                        MAX_ROWS + 1));
        if (points.size() <= MAX_ROWS) {
            return points;
        }
        return points(
                connection,
                Sql.of(
                        "select * from (select distinct on (pixel, address, state) * from (select at, host(address) as address,"
                                + " state, count, last_leaves_at,"
                                + " floor(extract(epoch from at - ?::timestamptz) * 1000 / ?) as pixel"
                                + " from connection_history where host_id = ? and port = ? and at >= ? and at < ?) p"
                                + " order by pixel, address, state, count desc, at) h order by at, address, state",
                        range.from(),
                        Math.max(1, pixel.toMillis()),
                        host,
                        port,
                        range.from(),
                        range.to()));
    }

    private static List<ConnectionPoint> points(Connection connection, Sql query) throws SQLException {
        List<ConnectionPoint> points = new ArrayList<>();
        try (var statement = query.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                Instant at = Columns.instant(row, "at");
                points.add(new ConnectionPoint(
                        at,
                        ListenerColumns.address(row),
                        TcpState.valueOf(row.getString("state")),
                        row.getInt("count"),
                        Columns.optionalInstant(row, "last_leaves_at")));
            }
        }
        return points;
    }
}

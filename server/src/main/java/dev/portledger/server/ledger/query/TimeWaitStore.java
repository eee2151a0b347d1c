package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.host.Watch;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.LikePattern;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.RowOrder.Part;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists TIME_WAIT and closing connections. */
@ApplicationScoped
class TimeWaitStore {

    private static final int MAX_EPHEMERAL = 200;

    private static final String COLUMNS =
            "c.host_id, w.name, host(c.address) as address, nullif(c.device, '') as device, c.port,"
                    + " c.state, c.count, c.last_leaves_at, c.changed_at, w.watch, (select l.comm from holding_open l where"
                    + " l.host_id = c.host_id and l.netns = c.netns and l.protocol = 'TCP' and l.port = c.port and (l.address = c.address"
                    + " or l.bind_kind = 'WILDCARD') order by l.address = c.address desc, l.holding_id limit 1) as comm";

    private static final List<Part> KEY = List.of(
            new Part("w.name", "text"),
            new Part("c.host_id", "uuid"),
            new Part("c.netns", "bigint"),
            new Part("c.address", "inet"),
            new Part("c.device", "text"),
            new Part("c.port", "int"),
            new Part("c.state", "text"));

    private final Reading reading;
    private final HostDirectory hosts;
    private final Clock clock = Clock.systemUTC();

    TimeWaitStore(Reading reading, HostDirectory hosts) {
        this.reading = reading;
        this.hosts = hosts;
    }

    /** Which of them are asked for; empty lists let everything through. */
    record Filter(Optional<String> text, List<PortRange> ports, List<String> hosts, List<TcpState> states) {}

    /** @throws ProblemException QUERY_INVALID unless the text names an order, with a minus sign for descending */
    static RowOrder order(Optional<String> text) {
        String given = text.orElse("-count");
        boolean descending = given.startsWith("-");
        Optional<Part> first =
                switch (descending ? given.substring(1) : given) {
                    case "port" -> Optional.of(new Part("c.port", "int"));
                    case "count" -> Optional.of(new Part("c.count", "int"));
                    case "host" -> Optional.of(new Part("w.name", "text"));
                    case "changed" -> Optional.of(new Part("c.changed_at", "timestamptz"));
                    case "leaves" ->
                        Optional.of(new Part("coalesce(c.last_leaves_at, '-infinity'::timestamptz)", "timestamptz"));
                    default -> Optional.empty();
                };
        List<Part> parts = new ArrayList<>();
        parts.add(first.orElseThrow(() -> new ProblemException(
                ErrorCode.QUERY_INVALID,
                "sort is one of port, count, host, changed, leaves, with a minus for descending; not " + given,
                "sort")));
        parts.addAll(KEY);
        return new RowOrder(parts, descending);
    }

    TimeWaitPage page(Filter filter, RowOrder order, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(order, limit, cursor, "time-wait " + order + " " + filter);
        return reading.read(connection -> {
            Sql ofHosts = ofHosts(connection, filter);
            Sql fromWhere = Sql.of(
                            " from connection_count c join host_watch w on w.host_id = c.host_id where c.port > 0")
                    .add(ofHosts)
                    .add(where(filter));
            var page = paged.read(connection, Sql.of(COLUMNS), fromWhere, TimeWaitStore::row);
            try (var statement = Sql.of("select count(*) as total, coalesce(sum(c.count), 0) as connections")
                            .add(fromWhere)
                            .prepare(connection);
                    var sums = statement.executeQuery()) {
                sums.next();
                return new TimeWaitPage(
                        page.rows(),
                        page.next(),
                        sums.getLong("total"),
                        sums.getLong("connections"),
                        clock.instant(),
                        ephemeral(connection, ofHosts));
            }
        });
    }

    private Sql ofHosts(Connection connection, Filter filter) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        for (String host : filter.hosts()) {
            ids.addAll(hosts.named(connection, host));
        }
        return ids.isEmpty() ? new Sql() : Sql.of(" and c.host_id = any(?)", ids);
    }

    private static Sql where(Filter filter) {
        Sql where = new Sql();
        if (!filter.ports().isEmpty()) {
            List<Sql> ranges = filter.ports().stream()
                    .map(range -> Sql.of("c.port between ? and ?", range.first(), range.last()))
                    .toList();
            where.add(" and (").add(Sql.join(ranges, " or ", "true")).add(")");
        }
        if (!filter.states().isEmpty()) {
            where.add(
                    " and c.state = any(?)",
                    filter.states().stream().map(TcpState::name).toList());
        }
        filter.text()
                .ifPresent(text -> where.add(
                        " and lower(concat_ws(' ', w.name, host(c.address), c.device, c.port, c.state)) like ?",
                        LikePattern.containing(text)));
        return where;
    }

    private static TimeWaitRow row(ResultSet row) throws SQLException {
        return new TimeWaitRow(
                Columns.uuid(row, "host_id"),
                row.getString("name"),
                ListenerColumns.address(row),
                Columns.optionalString(row, "device"),
                row.getInt("port"),
                TcpState.valueOf(row.getString("state")),
                row.getInt("count"),
                Columns.optionalInstant(row, "last_leaves_at"),
                Columns.instant(row, "changed_at"),
                Watch.valueOf(row.getString("watch")),
                Columns.optionalString(row, "comm"));
    }

    private static List<EphemeralConnections> ephemeral(Connection connection, Sql ofHosts) throws SQLException {
        List<EphemeralConnections> found = new ArrayList<>();
        try (var statement = Sql.of(
                                "select c.host_id, w.name, c.state, sum(c.count)::int as count from connection_count c"
                                        + " join host_watch w on w.host_id = c.host_id where c.port = 0")
                        .add(ofHosts)
                        .add(
                                " group by c.host_id, w.name, c.state order by sum(c.count) desc, w.name, c.host_id, c.state"
                                        + " limit ?",
                                MAX_EPHEMERAL)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new EphemeralConnections(
                        Columns.uuid(row, "host_id"),
                        row.getString("name"),
                        TcpState.valueOf(row.getString("state")),
                        row.getInt("count")));
            }
        }
        return found;
    }
}

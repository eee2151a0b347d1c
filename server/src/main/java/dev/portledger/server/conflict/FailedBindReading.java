package dev.portledger.server.conflict;

import dev.portledger.server.conflict.FailedBindFilter.Facet;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.ledger.query.FacetValue;
import dev.portledger.server.ledger.query.SocketHoldings;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Lists and counts failed binds. */
@ApplicationScoped
public class FailedBindReading {

    private static final int VALUES_SHOWN = 20;
    private static final int ROWS_AT_A_TIME = 200;
    private static final String JOINED = " from failed_bind f join host_watch w on w.host_id = f.host_id";

    private final Reading reading;
    private final HostDirectory hosts;
    private final SocketHoldings holdings;
    private final Clock clock = Clock.systemUTC();

    FailedBindReading(Reading reading, HostDirectory hosts, SocketHoldings holdings) {
        this.reading = reading;
        this.hosts = hosts;
        this.holdings = holdings;
    }

    FailedBindPage page(FailedBindFilter filter, RowOrder order, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(order, limit, cursor, "failed-binds " + order + " " + filter);
        return reading.read(connection -> {
            Sql fromWhere = Sql.of(JOINED).add(filter.where(hosts(connection, filter), Optional.empty()));
            var page = paged.read(connection, FailedBindColumns.all(), fromWhere, FailedBindColumns::read);
            try (var statement = Sql.of("select count(*) as total, coalesce(sum(f.times), 0)::bigint as times")
                            .add(fromWhere)
                            .prepare(connection);
                    var sums = statement.executeQuery()) {
                sums.next();
                return new FailedBindPage(
                        withHoldings(connection, page.rows()),
                        page.next(),
                        sums.getLong("total"),
                        sums.getLong("times"),
                        clock.instant());
            }
        });
    }

    /** @throws ProblemException NOT_FOUND */
    FailedBindRow one(UUID hostId, UUID failedId) {
        return reading.read(connection -> {
            Sql query = Sql.of("select ")
                    .add(FailedBindColumns.all())
                    .add(JOINED + " where f.host_id = ? and f.failed_id = ?", hostId, failedId);
            List<FailedBindColumns.Read> found = new ArrayList<>();
            try (var statement = query.prepare(connection);
                    var row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(FailedBindColumns.read(row));
                }
            }
            return withHoldings(connection, found).stream().findFirst().orElseThrow(() -> notFound(failedId));
        });
    }

    static ProblemException notFound(Object failedId) {
        return new ProblemException(ErrorCode.NOT_FOUND, "no failed bind of that host has the id " + failedId);
    }

    /** Finds out what can go wrong before rows are handed out. */
    void check(FailedBindFilter filter) {
        reading.read(connection -> hosts(connection, filter));
    }

    /** All rows, in order. */
    void each(FailedBindFilter filter, RowOrder order, Consumer<FailedBindRow> consumer) {
        reading.read(connection -> {
            Sql query = Sql.of("select ")
                    .add(FailedBindColumns.all())
                    .add(JOINED)
                    .add(filter.where(hosts(connection, filter), Optional.empty()))
                    .add(order.orderBy());
            try (var statement = query.prepare(connection)) {
                statement.setFetchSize(ROWS_AT_A_TIME);
                try (var row = statement.executeQuery()) {
                    while (row.next()) {
                        consumer.accept(FailedBindColumns.read(row).row());
                    }
                    return filter;
                }
            }
        });
    }

    FailedBindFacets facets(FailedBindFilter filter) {
        return reading.read(connection -> {
            FailedBindFilter.Hosts found = hosts(connection, filter);
            return new FailedBindFacets(
                    count(connection, filter, found, Facet.STATE),
                    count(connection, filter, found, Facet.CAUSE),
                    count(connection, filter, found, Facet.PORT),
                    count(connection, filter, found, Facet.HOST));
        });
    }

    /** Open ones by cause, the most frequent first; within a reading of the caller. */
    public List<FacetValue> openByCause(Connection connection) throws SQLException {
        var open = new FailedBindFilter(
                List.of(),
                List.of(FailedBindState.Name.OPEN),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
        return count(connection, open, new FailedBindFilter.Hosts(List.of(), List.of()), Facet.CAUSE);
    }

    private static List<FacetValue> count(
            Connection connection, FailedBindFilter filter, FailedBindFilter.Hosts found, Facet facet)
            throws SQLException {
        String label = facet == Facet.HOST ? "w.name" : "null::text";
        Sql query = Sql.of("select " + facet.column() + " as value, " + label + " as label, count(*) as count" + JOINED)
                .add(filter.where(found, Optional.of(facet)))
                .add(" group by 1, 2 order by count desc, value limit ?", VALUES_SHOWN);
        List<FacetValue> values = new ArrayList<>();
        try (var statement = query.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                values.add(new FacetValue(
                        row.getString("value"), Optional.ofNullable(row.getString("label")), row.getLong("count")));
            }
        }
        return values;
    }

    private FailedBindFilter.Hosts hosts(Connection connection, FailedBindFilter filter) throws SQLException {
        List<UUID> filtered = new ArrayList<>();
        for (String host : filter.hosts()) {
            filtered.addAll(hosts.named(connection, host));
        }
        List<List<UUID>> ofWords = new ArrayList<>();
        for (String word : filter.words()) {
            ofWords.add(hosts.matching(connection, word));
        }
        return new FailedBindFilter.Hosts(filtered, ofWords);
    }

    private List<FailedBindRow> withHoldings(Connection connection, List<FailedBindColumns.Read> rows)
            throws SQLException {
        Map<SocketHoldings.Ref, UUID> open = holdings.open(
                connection,
                rows.stream()
                        .flatMap(row -> row.sockets().stream())
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList());
        return rows.stream().map(row -> withHoldings(row, open)).toList();
    }

    private static FailedBindRow withHoldings(FailedBindColumns.Read read, Map<SocketHoldings.Ref, UUID> open) {
        List<Optional<SocketHoldings.Ref>> refs = read.sockets();
        List<InTheWay> sockets = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            InTheWay held = read.row().inTheWay().get(i);
            sockets.add(new InTheWay(
                    held.socket(), held.holders(), refs.get(i).flatMap(ref -> Optional.ofNullable(open.get(ref)))));
        }
        return read.row().with(sockets);
    }
}

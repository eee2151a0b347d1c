package dev.portledger.server.ledger.query;

import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.host.HostName;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists listeners. */
@ApplicationScoped
class ListenerStore {

    private static final int MAX_UNKNOWN_HOSTS = 1_000;
    private static final int ROWS_AT_A_TIME = 500;

    private final Reading reading;
    private final HostDirectory hosts;
    private final TimeWaitOfListeners timeWait;
    private final Clock clock = Clock.systemUTC();

    ListenerStore(Reading reading, HostDirectory hosts, TimeWaitOfListeners timeWait) {
        this.reading = reading;
        this.hosts = hosts;
        this.timeWait = timeWait;
    }

    ListenerPage page(ListenerFilter filter, RowOrder order, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(order, limit, cursor, "listeners " + order + " " + filter);
        return reading.read(connection -> {
            ListenerConditions conditions = ListenerConditions.resolve(filter, hosts, connection);
            var page = paged.read(connection, columns(filter), conditions.fromWhere(), ListenerColumns::read);
            return new ListenerPage(
                    filter.at().isPresent() ? page.rows() : timeWait.of(connection, page.rows()),
                    page.next(),
                    count(connection, conditions.toCount(Optional.empty())),
                    filter.at().orElseGet(clock::instant),
                    unknownHosts(connection, filter, conditions));
        });
    }

    /** @throws dev.portledger.server.error.ProblemException HOST_NOT_FOUND if the filter names a host that does not exist */
    void check(ListenerFilter filter) {
        reading.read(connection -> ListenerConditions.resolve(filter, hosts, connection));
    }

    /** Hands over every row in order, without having all of them in memory. */
    void each(ListenerFilter filter, RowOrder order, Consumer<ListenerRow> consumer) {
        reading.read(connection -> {
            ListenerConditions conditions = ListenerConditions.resolve(filter, hosts, connection);
            try (PreparedStatement statement = Sql.of("select ")
                    .add(columns(filter))
                    .add(conditions.fromWhere())
                    .add(order.orderBy())
                    .prepare(connection)) {
                statement.setFetchSize(ROWS_AT_A_TIME);
                try (ResultSet found = statement.executeQuery()) {
                    List<ListenerRow> rows = new ArrayList<>();
                    while (found.next()) {
                        rows.add(ListenerColumns.read(found));
                        if (rows.size() == ROWS_AT_A_TIME) {
                            hand(connection, filter, rows, consumer);
                        }
                    }
                    return hand(connection, filter, rows, consumer);
                }
            }
        });
    }

    private int hand(
            Connection connection, ListenerFilter filter, List<ListenerRow> rows, Consumer<ListenerRow> consumer)
            throws SQLException {
        (filter.at().isPresent() ? rows : timeWait.of(connection, rows)).forEach(consumer);
        int handed = rows.size();
        rows.clear();
        return handed;
    }

    private static Sql columns(ListenerFilter filter) {
        return filter.at().map(ListenerColumns::asOf).orElseGet(ListenerColumns::plain);
    }

    private static long count(Connection connection, Sql toCount) throws SQLException {
        try (PreparedStatement statement =
                        Sql.of("select count(*)").add(toCount).prepare(connection);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<HostName> unknownHosts(
            Connection connection, ListenerFilter filter, ListenerConditions conditions) throws SQLException {
        Sql unknown = filter.at()
                .map(at -> Sql.of("not ").add(CoverageConditions.coveredAt("w.host_id", at)))
                .orElseGet(() -> Sql.of("w.watch <> 'LIVE'"));
        List<HostName> names = new ArrayList<>();
        try (PreparedStatement statement = Sql.of("select w.host_id, w.name from host_watch w where ")
                        .add(unknown)
                        .add(" and ")
                        .add(conditions.hosts())
                        .add(" order by w.name, w.host_id limit ?", MAX_UNKNOWN_HOSTS)
                        .prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                names.add(new HostName(Columns.uuid(row, "host_id"), row.getString("name")));
            }
        }
        return names;
    }
}

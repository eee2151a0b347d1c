package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.page.Cursor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells what happened: holdings that began and ended, and times without a watch. */
@ApplicationScoped
public class ActivityStore {

    private static final RowOrder NEWEST_FIRST = new RowOrder(
            List.of(
                    new Part("a.at", "timestamptz"),
                    new Part("a.kind", "text"),
                    new Part("a.host_id", "uuid"),
                    new Part("a.id", "text")),
            true);

    private static final String OF_HOLDING =
            ", host_id, holding_id::text as id, holding_id, protocol, host(address) as address, port, comm, pid, ";

    private final Reading reading;
    private final HostDirectory hosts;

    ActivityStore(Reading reading, HostDirectory hosts) {
        this.reading = reading;
        this.hosts = hosts;
    }

    ActivityPage ofHost(String hostId, PageLimit limit, Optional<String> cursor) {
        PagedRead paged = PagedRead.of(NEWEST_FIRST, limit, cursor, "activity " + hostId);
        return reading.read(connection -> {
            UUID host = hosts.require(connection, hostId).hostId();
            Optional<List<String>> after = paged.cursor().map(Cursor::key);
            var page = paged.read(
                    connection,
                    Sql.of("a.*, w.name"),
                    from(Sql.of(" and host_id = ?", host), after, limit.rows() + 1),
                    ActivityStore::row);
            return new ActivityPage(page.rows(), page.next());
        });
    }

    /** What happened last on any host, within a reading of the caller. */
    public List<ActivityItem> latest(Connection connection, int rows) throws SQLException {
        List<ActivityItem> items = new ArrayList<>();
        try (var statement = Sql.of("select a.*, w.name")
                        .add(from(new Sql(), Optional.empty(), rows))
                        .add(NEWEST_FIRST.orderBy())
                        .add(" limit ?", rows)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                items.add(row(row));
            }
        }
        return items;
    }

    /** Each kind of thing on its own, so that an index gives the newest: no more of one than a page has can be on the page. */
    private static Sql from(Sql ofHost, Optional<List<String>> after, int rows) {
        Sql began = Sql.of(
                "select began_at as at, case began_how when 'HOLDERS_CHANGED' then 'HOLDERS_CHANGED' else 'OPENED' end"
                        + " as kind" + OF_HOLDING + "began_how as how, null as detail from holding where true");
        Sql ended = Sql.of(
                "select ended_at as at, 'CLOSED' as kind" + OF_HOLDING
                        + "ended_how as how, null as detail from holding where ended_at < 'infinity' and ended_how <> 'HOLDERS_CHANGED'");
        Sql unwatched = Sql.of(
                "select seen_until as at, case ended_how when 'HOST_REBOOTED' then 'REBOOTED' else 'GAP' end as kind,"
                        + " host_id, began_at::text as id, null::uuid as holding_id, null as protocol, null as address, null::int as port,"
                        + " null as comm, null::int as pid, ended_how as how, reason as detail from coverage where ended_how is not null");
        List<Sql> newest = List.of(began, ended, unwatched).stream()
                .map(kind -> newest(kind.add(ofHost), after, rows))
                .toList();
        return Sql.of(" from (")
                .add(Sql.join(newest, " union all ", ""))
                .add(") a join host_watch w on w.host_id = a.host_id where true");
    }

    private static Sql newest(Sql kind, Optional<List<String>> after, int rows) {
        Sql newest = Sql.of("(select * from (").add(kind).add(") a where true");
        // the first condition follows from the second, but only it can use an index
        after.ifPresent(key ->
                newest.add(" and a.at <= ?::timestamptz and ", key.getFirst()).add(NEWEST_FIRST.after(key)));
        return newest.add(NEWEST_FIRST.orderBy()).add(" limit ?)", rows);
    }

    private static ActivityItem row(ResultSet row) throws SQLException {
        return new ActivityItem(
                Columns.instant(row, "at"),
                ActivityItem.Kind.valueOf(row.getString("kind")),
                Columns.uuid(row, "host_id"),
                row.getString("name"),
                Columns.optionalString(row, "protocol").map(Protocol::valueOf),
                Columns.optionalString(row, "address")
                        .map(text -> IpAddress.parse(text).text()),
                Columns.optionalInt(row, "port"),
                Columns.optionalString(row, "comm"),
                Columns.optionalInt(row, "pid"),
                Optional.ofNullable(row.getObject("holding_id", UUID.class)),
                row.getString("how"),
                Columns.optionalString(row, "detail"));
    }
}

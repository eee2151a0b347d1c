package dev.portledger.server.ledger.write;

import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.ledger.AgentClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code connection_count} and {@code connection_history}. */
final class ConnectionTable {

    /** What the counts of a host are about. */
    record Place(UUID hostId, long netns, String address, String device, int port, TcpState state) {}

    /** A count as reported at that time; zero when the last one left. */
    record Report(Place place, int count, @Nullable Instant lastLeavesAt, Instant at) {

        static Report of(UUID hostId, ConnectionCount connections, AgentClock clock, Instant at) {
            var endpoint = connections.endpoint();
            return new Report(
                    new Place(
                            hostId,
                            connections.netns(),
                            endpoint.address().text(),
                            endpoint.device().map(StorableText::of).orElse(""),
                            endpoint.port(),
                            connections.state()),
                    connections.count(),
                    connections.lastLeavesAt().map(clock::toServerTime).orElse(null),
                    at);
        }

        /** All ephemeral ports together are port 0. */
        static Report of(UUID hostId, EphemeralCount connections, Instant at) {
            return new Report(
                    new Place(hostId, connections.netns(), "0.0.0.0", "", 0, connections.state()),
                    connections.count(),
                    null,
                    at);
        }
    }

    /** A complete report of a host: what it did not mention is gone. */
    record Complete(UUID hostId, Instant at) {}

    private static final Rows<Report> REPORTS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", row -> row.place().hostId()),
            new Rows.Column<>("netns", "int8", row -> row.place().netns()),
            new Rows.Column<>("address", "inet", row -> row.place().address()),
            new Rows.Column<>("device", "text", row -> row.place().device()),
            new Rows.Column<>("port", "int4", row -> row.place().port()),
            new Rows.Column<>("state", "text", row -> row.place().state()),
            new Rows.Column<>("count", "int4", Report::count),
            new Rows.Column<>("last_leaves_at", "timestamptz", Report::lastLeavesAt),
            new Rows.Column<>("at", "timestamptz", Report::at)));

    private static final Rows<Complete> COMPLETES = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Complete::hostId),
            new Rows.Column<>("at", "timestamptz", Complete::at)));

    private static final String SAME_PLACE = """
            c.host_id = r.host_id and c.netns = r.netns and c.address = r.address and c.device = r.device
            and c.port = r.port and c.state = r.state""";

    private static final String REMEMBER_CHANGES = """
            insert into connection_history (host_id, at, netns, address, device, port, state, count, last_leaves_at)
            select r.host_id, r.at, r.netns, r.address, r.device, r.port, r.state, r.count, r.last_leaves_at
            from {rows} left join connection_count c on
            """ + SAME_PLACE + """

            where (coalesce(c.count, 0), c.last_leaves_at) is distinct from (r.count, r.last_leaves_at)""";

    private static final String COUNT = """
            insert into connection_count as c
                (host_id, netns, address, device, port, state, count, last_leaves_at, changed_at, reported_at)
            select r.host_id, r.netns, r.address, r.device, r.port, r.state, r.count, r.last_leaves_at, r.at, r.at
            from {rows} where r.count > 0
            on conflict (host_id, netns, address, device, port, state) do update set
                count = excluded.count, last_leaves_at = excluded.last_leaves_at, reported_at = excluded.reported_at,
                changed_at = case when (c.count, c.last_leaves_at) is distinct from (excluded.count, excluded.last_leaves_at)
                    then excluded.changed_at else c.changed_at end""";

    private static final String REMOVE_LEFT =
            "delete from connection_count c using {rows} where r.count = 0 and " + SAME_PLACE;

    private static final String REMOVE_UNMENTIONED = """
            with gone as (
                delete from connection_count c using {rows} where c.host_id = r.host_id and c.reported_at < r.at returning c.*, r.at)
            insert into connection_history (host_id, at, netns, address, device, port, state, count, last_leaves_at)
            select host_id, at, netns, address, device, port, state, 0, null from gone""";

    private ConnectionTable() {}

    /** Takes reports over; each place at most once. */
    static void report(Connection connection, List<Report> reports) throws SQLException {
        if (reports.isEmpty()) {
            return;
        }
        REPORTS.run(connection, REMEMBER_CHANGES, reports);
        REPORTS.run(connection, COUNT, reports);
        if (reports.stream().anyMatch(report -> report.count() == 0)) {
            REPORTS.run(connection, REMOVE_LEFT, reports);
        }
    }

    static void removeUnmentioned(Connection connection, List<Complete> completes) throws SQLException {
        if (!completes.isEmpty()) {
            COMPLETES.run(connection, REMOVE_UNMENTIONED, completes);
        }
    }
}

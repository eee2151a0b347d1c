package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Counts TIME_WAIT connections of listeners. They stay on the address that was connected to: for a wildcard listener that is any
 * of its family on which nobody else listens. An IPv6 socket that takes IPv4 too has its connections on {@code ::ffff:a.b.c.d},
 * which is its family.
 */
@ApplicationScoped
class TimeWaitOfListeners {

    private static final String COUNT =
            "select h.holding_id, sum(c.count)::int as count, max(c.last_leaves_at) as last_leaves_at"
                    + " from holding_open h join connection_count c on c.host_id = h.host_id and c.netns = h.netns and c.port = h.port"
                    + " and c.state = 'TIME_WAIT' and (c.address = h.address or (h.bind_kind = 'WILDCARD'"
                    + " and family(c.address) = family(h.address) and not exists (select from holding_open s"
                    + " where s.host_id = c.host_id and s.netns = c.netns and s.protocol = 'TCP' and s.port = c.port"
                    + " and s.address = c.address))) where h.host_id = any(?) and h.holding_id = any(?) group by h.holding_id";

    /** The open listeners with their counts, within a reading of the caller. */
    List<ListenerRow> of(Connection connection, List<ListenerRow> rows) throws SQLException {
        List<ListenerRow> tcp =
                rows.stream().filter(row -> row.protocol() == Protocol.TCP).toList();
        Map<UUID, TimeWaitCount> counts = new HashMap<>();
        try (var statement = Sql.of(
                                COUNT,
                                tcp.stream().map(ListenerRow::hostId).distinct().toList(),
                                tcp.stream().map(ListenerRow::holdingId).toList())
                        .prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                counts.put(
                        Columns.uuid(row, "holding_id"),
                        new TimeWaitCount(row.getInt("count"), Columns.optionalInstant(row, "last_leaves_at")));
            }
        }
        return rows.stream()
                .map(row -> row.withTimeWait(Optional.ofNullable(counts.get(row.holdingId()))))
                .toList();
    }
}

package dev.portledger.server.ledger.query;

import dev.portledger.domain.bind.PortRange;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds the open sockets of a host about which there may be something to say, within a reading of the caller. */
@ApplicationScoped
public class DoubtfulSockets {

    /**
     * Those whose first holder nothing manages or is not known, and TCP listeners on ephemeral ports; by port.
     *
     * @param ephemeral the ephemeral ports; empty where they are not known
     * @param limit at most so many
     */
    public List<ListenerRow> of(Connection connection, UUID host, Optional<PortRange> ephemeral, int limit)
            throws SQLException {
        Sql query = Sql.of("select ")
                .add(ListenerColumns.plain())
                .add(
                        " from holding_open h join host_watch w on w.host_id = h.host_id where h.host_id = ?"
                                + " and (h.owner_kind in ('UNMANAGED', 'UNKNOWN')",
                        host);
        ephemeral.ifPresent(
                range -> query.add(" or (h.protocol = 'TCP' and h.port between ? and ?)", range.first(), range.last()));
        query.add(") order by h.port, h.protocol, h.address, h.holding_id limit ?", limit);
        List<ListenerRow> rows = new ArrayList<>();
        try (var statement = query.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(ListenerColumns.read(row));
            }
        }
        return rows;
    }
}

package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.ledger.write.Rows;
import dev.portledger.server.sql.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds the holdings of sockets that were seen elsewhere. */
@ApplicationScoped
public class SocketHoldings {

    /** @param socketId as {@code SocketId} writes it */
    public record Ref(UUID hostId, UUID bootId, Protocol protocol, int port, String socketId) {}

    private static final Rows<Ref> ROWS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Ref::hostId),
            new Rows.Column<>("boot_id", "uuid", Ref::bootId),
            new Rows.Column<>("protocol", "text", Ref::protocol),
            new Rows.Column<>("port", "int4", Ref::port),
            new Rows.Column<>("socket_id", "text", Ref::socketId)));

    /** The holdings of those of the sockets that still hold, within a reading of the caller. */
    public Map<Ref, UUID> open(Connection connection, Collection<Ref> sockets) throws SQLException {
        List<Ref> asked = List.copyOf(sockets);
        Map<Ref, UUID> found = new HashMap<>();
        if (asked.isEmpty()) {
            return found;
        }
        try (var statement = ROWS.prepare(connection, """
                        select r.ordinal, h.holding_id from {rows} join holding_open h on h.host_id = r.host_id
                            and h.boot_id = r.boot_id and h.protocol = r.protocol and h.port = r.port
                            and h.socket_id = r.socket_id""", asked);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.put(asked.get(row.getInt("ordinal") - 1), Columns.uuid(row, "holding_id"));
            }
        }
        return found;
    }
}

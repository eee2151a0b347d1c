package dev.portledger.server.ledger;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Which socket a holding is about. */
@ApplicationScoped
public class HeldSockets {

    private final AgroalDataSource database;

    HeldSockets(AgroalDataSource database) {
        this.database = database;
    }

    /** The socket of a holding, whether it still holds or not; empty if the host has no such holding. */
    public Optional<SocketKey> of(UUID hostId, UUID holdingId) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("""
                        select netns, protocol, host(address), device, port, socket_id
                        from holding where host_id = ? and holding_id = ? limit 1""")) {
            query.setObject(1, hostId);
            query.setObject(2, holdingId);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new SocketKey(
                                row.getLong(1),
                                Protocol.valueOf(row.getString(2)),
                                new LocalEndpoint(
                                        IpAddress.parse(row.getString(3)),
                                        Optional.ofNullable(row.getString(4)),
                                        row.getInt(5)),
                                SocketId.parse(row.getString(6))))
                        : Optional.empty();
            }
        }
    }
}

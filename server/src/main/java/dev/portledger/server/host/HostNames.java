package dev.portledger.server.host;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The names that people know hosts by. */
@ApplicationScoped
public class HostNames {

    private final AgroalDataSource database;

    HostNames(AgroalDataSource database) {
        this.database = database;
    }

    /** The names of those of the hosts that exist. */
    public Map<UUID, String> of(Collection<UUID> hostIds) throws SQLException {
        if (hostIds.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select host_id, name from host where host_id = any (?)")) {
            query.setArray(1, connection.createArrayOf("uuid", hostIds.toArray()));
            try (var rows = query.executeQuery()) {
                var names = new HashMap<UUID, String>();
                while (rows.next()) {
                    names.put(rows.getObject(1, UUID.class), rows.getString(2));
                }
                return names;
            }
        }
    }
}

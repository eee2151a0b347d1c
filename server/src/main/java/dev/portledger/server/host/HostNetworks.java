package dev.portledger.server.host;

import dev.portledger.server.sql.Columns;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Which network namespace is a host's own. */
@ApplicationScoped
public class HostNetworks {

    private final AgroalDataSource database;

    HostNetworks(AgroalDataSource database) {
        this.database = database;
    }

    /** Its inode number, that of its agent at the last hello; empty where it did not tell, and for a host that nobody knows. */
    public Optional<Long> own(UUID hostId) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select netns from host where host_id = ?")) {
            query.setObject(1, hostId);
            try (var row = query.executeQuery()) {
                return row.next() ? Columns.optionalLong(row, "netns") : Optional.empty();
            }
        }
    }
}

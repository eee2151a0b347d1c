package dev.portledger.server.ledger;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Up to when a host's story is in the ledger. */
@ApplicationScoped
public class LastLooks {

    private final AgroalDataSource database;

    LastLooks(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * The last look of the host's agent of which the ledger has everything: whatever the agent reported before it is committed. By the
     * server's clock; empty before the first.
     */
    public Optional<Instant> of(UUID hostId) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("select looked_at from host_stream where host_id = ?")) {
            query.setObject(1, hostId);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                        : Optional.empty();
            }
        }
    }
}

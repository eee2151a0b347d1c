package dev.portledger.server.audit;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The keys by which hosts have cosigned: one a host, or several where a host's key was replaced. */
@ApplicationScoped
class CosignerKeys {

    private final AgroalDataSource database;

    CosignerKeys(AgroalDataSource database) {
        this.database = database;
    }

    /** As c2sp.org/signed-note writes them. */
    Map<UUID, List<String>> all() {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(
                        "select distinct host_id, cosigner from audit_cosignature order by host_id, cosigner");
                var rows = query.executeQuery()) {
            var keys = new LinkedHashMap<UUID, List<String>>();
            while (rows.next()) {
                keys.computeIfAbsent(rows.getObject(1, UUID.class), _ -> new ArrayList<>())
                        .add(rows.getString(2));
            }
            return keys;
        } catch (SQLException e) {
            throw new AuditUnavailableException(e);
        }
    }
}

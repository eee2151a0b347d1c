package dev.portledger.server.audit;

import dev.portledger.server.sql.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The keys by which hosts have cosigned: one a host, or several where a host's key was replaced. */
@ApplicationScoped
class CosignerKeys {

    private final Reading reading;

    CosignerKeys(Reading reading) {
        this.reading = reading;
    }

    /** Of the hosts that whoever asks may see, as c2sp.org/signed-note writes them. */
    Map<UUID, List<String>> all() {
        return reading.read(connection -> {
            try (var query = connection.prepareStatement(
                            "select distinct host_id, cosigner from audit_cosignature order by host_id, cosigner");
                    var rows = query.executeQuery()) {
                var keys = new LinkedHashMap<UUID, List<String>>();
                while (rows.next()) {
                    keys.computeIfAbsent(rows.getObject(1, UUID.class), _ -> new ArrayList<>())
                            .add(rows.getString(2));
                }
                return keys;
            }
        });
    }
}

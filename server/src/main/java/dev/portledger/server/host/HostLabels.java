package dev.portledger.server.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.scope.HostSelector;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The labels of hosts, {@code env=prod}: by them roles are limited to hosts. */
@ApplicationScoped
public class HostLabels {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final AgroalDataSource database;
    private final ObjectMapper json;

    HostLabels(AgroalDataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Those of a host as they are now; empty if there is no such host. */
    public Optional<Map<String, String>> of(UUID hostId) throws SQLException {
        return read(Sql.of("select labels from host where host_id = ?", hostId));
    }

    /**
     * Gives a host these labels instead of those that it has, in the caller's transaction. The caller writes it to the audit log.
     *
     * @return those that it had; empty if there is no such host
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<Map<String, String>> put(UUID hostId, Map<String, String> labels) throws SQLException {
        Optional<Map<String, String>> before =
                read(Sql.of("select labels from host where host_id = ? for update", hostId));
        if (before.isPresent()) {
            try (Connection connection = database.getConnection();
                    var update = Sql.of("update host set labels = ?::jsonb where host_id = ?", text(labels), hostId)
                            .prepare(connection)) {
                update.executeUpdate();
            }
        }
        return before;
    }

    private Optional<Map<String, String>> read(Sql sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = sql.prepare(connection);
                var row = query.executeQuery()) {
            return row.next() ? Optional.of(parse(row.getString("labels"))) : Optional.empty();
        }
    }

    private Map<String, String> parse(String labels) {
        try {
            // sorted
            return new HostSelector(json.readValue(labels, LABELS)).labels();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a host has labels that cannot be read", e);
        }
    }

    private String text(Map<String, String> labels) {
        try {
            return json.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always writable", e);
        }
    }
}

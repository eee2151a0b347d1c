package dev.portledger.server.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.scope.HostSelector;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Looks up accounts that may be used, with what their people may do. A disabled one is as if it weren't there. */
@ApplicationScoped
class Accounts {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final AgroalDataSource database;
    private final ObjectMapper json;

    Accounts(AgroalDataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** @param password bcrypt; empty for an account that isn't signed in to by a password here */
    record Account(Caller caller, Optional<String> password) {}

    /** The account of this name; empty if there is none, or it is disabled. */
    Optional<Account> find(String userName) throws SQLException {
        try (Connection connection = database.getConnection();
                var query =
                        connection.prepareStatement("select u.subject, u.password, g.role, g.selector from app_user u"
                                + " left join role_grant g using (subject) where u.user_name = ? and not u.disabled")) {
            query.setString(1, userName);
            try (var rows = query.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                UUID subject = rows.getObject("subject", UUID.class);
                Optional<String> password = Optional.ofNullable(rows.getString("password"));
                List<Grant> grants = new ArrayList<>();
                do {
                    grant(rows).ifPresent(grants::add);
                } while (rows.next());
                return Optional.of(new Account(new Caller(subject, userName, grants, Optional.empty()), password));
            }
        }
    }

    /** Empty where the person has none, and for a role that this version doesn't know: it gives nothing. */
    private Optional<Grant> grant(ResultSet row) throws SQLException {
        String role = row.getString("role");
        if (role == null) {
            return Optional.empty();
        }
        HostSelector on = selector(row.getString("selector"));
        return Role.of(role).map(known -> new Grant(known, on));
    }

    HostSelector selector(String text) throws SQLException {
        try {
            return new HostSelector(json.readValue(text, LABELS));
        } catch (JsonProcessingException e) {
            throw new SQLException("a selector in the database can't be read", e);
        }
    }
}

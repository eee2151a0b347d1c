package dev.portledger.server.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The tables of accounts and grants. What changes something is called in a transaction. */
@ApplicationScoped
class PeopleStore {

    private static final String ACCOUNTS =
            "select u.user_name, u.subject, u.disabled, u.created_at, u.password is not null as has_password,"
                    + " o.issuer, o.sub, o.email, (select max(s.signed_in_at) from app_session s where s.user_name = u.user_name)"
                    + " as signed_in_at from app_user u left join oidc_account o using (user_name)";

    private final AgroalDataSource database;
    private final Accounts accounts;
    private final ObjectMapper json;

    PeopleStore(AgroalDataSource database, Accounts accounts, ObjectMapper json) {
        this.database = database;
        this.accounts = accounts;
        this.json = json;
    }

    /** Lets one transaction at a time change people: whether somebody is the last administrator depends on all of them. */
    void lock() throws SQLException {
        try (Connection connection = database.getConnection();
                var lock = Sql.of("select pg_advisory_xact_lock(hashtext('portledger.people'))")
                        .prepare(connection)) {
            lock.execute();
        }
    }

    List<User> all() throws SQLException {
        return users(Sql.of(ACCOUNTS + " order by u.user_name"));
    }

    Optional<User> find(String userName) throws SQLException {
        return users(Sql.of(ACCOUNTS + " where u.user_name = ?", userName)).stream()
                .findFirst();
    }

    private List<User> users(Sql sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<User> found = new ArrayList<>();
            Map<UUID, List<User.Granted>> grants = grants(connection);
            try (var query = sql.prepare(connection);
                    var row = query.executeQuery()) {
                while (row.next()) {
                    found.add(user(row, grants));
                }
            }
            return found;
        }
    }

    private static User user(ResultSet row, Map<UUID, List<User.Granted>> grants) throws SQLException {
        UUID subject = Columns.uuid(row, "subject");
        return new User(
                row.getString("user_name"),
                subject,
                row.getBoolean("disabled"),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "signed_in_at"),
                row.getBoolean("has_password"),
                Columns.optionalString(row, "issuer"),
                Columns.optionalString(row, "sub"),
                Columns.optionalString(row, "email"),
                grants.getOrDefault(subject, List.of()));
    }

    private Map<UUID, List<User.Granted>> grants(Connection connection) throws SQLException {
        var grants = new LinkedHashMap<UUID, List<User.Granted>>();
        try (var query = Sql.of(
                                "select subject, role, selector, source from role_grant order by subject, role, selector")
                        .prepare(connection);
                var row = query.executeQuery()) {
            while (row.next()) {
                grants.computeIfAbsent(Columns.uuid(row, "subject"), _ -> new ArrayList<>())
                        .add(new User.Granted(
                                row.getString("role"),
                                accounts.selector(row.getString("selector")).labels(),
                                row.getString("source").equals("CLAIM")));
            }
        }
        return grants;
    }

    /** @return false if there is one of that name already */
    boolean insert(String userName, UUID subject, Optional<String> password) throws SQLException {
        return execute(Sql.of(
                        "insert into app_user (user_name, subject, password) values (?, ?, nullif(?, ''))"
                                + " on conflict do nothing",
                        userName,
                        subject,
                        password.orElse("")))
                == 1;
    }

    void setDisabled(String userName, boolean disabled) throws SQLException {
        execute(Sql.of("update app_user set disabled = ? where user_name = ?", disabled, userName));
    }

    void setPassword(String userName, String password) throws SQLException {
        execute(Sql.of("update app_user set password = ? where user_name = ?", password, userName));
    }

    void setSubject(String userName, UUID subject) throws SQLException {
        execute(Sql.of("update app_user set subject = ? where user_name = ?", subject, userName));
    }

    /** Gives a person these grants instead of those from the same source. */
    void setGrants(UUID subject, List<Grant> grants, boolean byClaim, String grantedBy) throws SQLException {
        String source = byClaim ? "CLAIM" : "ADMIN";
        execute(Sql.of("delete from role_grant where subject = ? and source = ?", subject, source));
        for (Grant grant : grants) {
            execute(Sql.of(
                    "insert into role_grant (subject, role, selector, source, granted_by) values (?, ?, ?::jsonb, ?, ?)",
                    subject,
                    grant.role().text(),
                    text(grant.on().labels()),
                    source,
                    grantedBy));
        }
    }

    /** Whether somebody who may sign in has been made an administrator by one, which lasts. */
    boolean isAdministered() throws SQLException {
        try (Connection connection = database.getConnection();
                var query = Sql.of("select exists (select from app_user u join role_grant g using (subject)"
                                + " where g.role = 'admin' and g.source = 'ADMIN' and not u.disabled)")
                        .prepare(connection);
                var row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    String text(Map<String, String> labels) {
        try {
            return json.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always writable", e);
        }
    }

    int execute(Sql sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = sql.prepare(connection)) {
            return statement.executeUpdate();
        }
    }
}

package dev.portledger.server.access;

import dev.portledger.server.scope.HostSelector;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table of tokens. */
@ApplicationScoped
class TokenStore {

    private static final String TOKENS =
            "select t.*, u.disabled, now() as at from api_token t join app_user u using (user_name)";

    private final AgroalDataSource database;
    private final Accounts accounts;
    private final PeopleStore people;

    TokenStore(AgroalDataSource database, Accounts accounts, PeopleStore people) {
        this.database = database;
        this.accounts = accounts;
        this.people = people;
    }

    /** A token that is neither expired nor revoked. */
    record Usable(UUID tokenId, String name, String userName, Grant grant, Optional<Instant> lastUsedAt) {}

    void insert(UUID id, byte[] hash, String userName, String name, Grant grant, Instant createdAt, Instant expiresAt)
            throws SQLException {
        people.execute(Sql.of(
                "insert into api_token (token_id, token_hash, user_name, name, role, selector, created_at, expires_at)"
                        + " values (?, ?, ?, ?, ?, ?::jsonb, ?, ?)",
                id,
                hash,
                userName,
                name,
                grant.role().text(),
                people.text(grant.on().labels()),
                createdAt,
                expiresAt));
    }

    Optional<Usable> usable(byte[] hash, Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = Sql.of(
                                "select * from api_token where token_hash = ? and revoked_at is null and expires_at > ?",
                                hash,
                                now)
                        .prepare(connection);
                var row = query.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            HostSelector on = accounts.selector(row.getString("selector"));
            return Optional.of(new Usable(
                    Columns.uuid(row, "token_id"),
                    row.getString("name"),
                    row.getString("user_name"),
                    new Grant(Role.of(row.getString("role")).orElseThrow(), on),
                    Columns.optionalInstant(row, "last_used_at")));
        }
    }

    void used(UUID tokenId, Instant at) throws SQLException {
        people.execute(Sql.of("update api_token set last_used_at = ? where token_id = ?", at, tokenId));
    }

    boolean revoke(UUID tokenId, Instant at) throws SQLException {
        return people.execute(Sql.of(
                        "update api_token set revoked_at = ? where token_id = ? and revoked_at is null", at, tokenId))
                == 1;
    }

    int countActive(String userName, Instant now) throws SQLException {
        return (int) of(userName).stream()
                .filter(token ->
                        token.revokedAt().isEmpty() && token.expiresAt().isAfter(now))
                .count();
    }

    Optional<ApiToken> find(UUID tokenId) throws SQLException {
        return list(Sql.of(TOKENS + " where t.token_id = ?", tokenId)).stream().findFirst();
    }

    List<ApiToken> of(String userName) throws SQLException {
        return list(Sql.of(TOKENS + " where t.user_name = ? order by t.created_at desc", userName));
    }

    List<ApiToken> all() throws SQLException {
        return list(Sql.of(TOKENS + " order by t.created_at desc"));
    }

    private List<ApiToken> list(Sql sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = sql.prepare(connection);
                var row = query.executeQuery()) {
            List<ApiToken> tokens = new ArrayList<>();
            while (row.next()) {
                tokens.add(read(row));
            }
            return tokens;
        }
    }

    private ApiToken read(ResultSet row) throws SQLException {
        Instant expiresAt = Columns.instant(row, "expires_at");
        Optional<Instant> revokedAt = Columns.optionalInstant(row, "revoked_at");
        return new ApiToken(
                Columns.uuid(row, "token_id"),
                row.getString("name"),
                row.getString("user_name"),
                row.getString("role"),
                accounts.selector(row.getString("selector")).labels(),
                Columns.instant(row, "created_at"),
                expiresAt,
                Columns.optionalInstant(row, "last_used_at"),
                revokedAt,
                state(revokedAt, expiresAt, Columns.instant(row, "at"), row.getBoolean("disabled")));
    }

    private static ApiToken.State state(
            Optional<Instant> revokedAt, Instant expiresAt, Instant now, boolean ownerDisabled) {
        if (revokedAt.isPresent()) {
            return ApiToken.State.REVOKED;
        }
        if (!expiresAt.isAfter(now)) {
            return ApiToken.State.EXPIRED;
        }
        return ownerDisabled ? ApiToken.State.OWNER_DISABLED : ApiToken.State.ACTIVE;
    }
}

package dev.portledger.server.host;

import dev.portledger.domain.trust.PublicKey;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** By which keys hosts are known, now and before, and whether they still may connect. */
@ApplicationScoped
public class HostKeys {

    private final AgroalDataSource database;

    HostKeys(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * How a host is known.
     *
     * @param next the key that it wants to be known by, not used yet
     * @param revoked whether it may not connect
     */
    public record Known(PublicKey key, Optional<PublicKey> next, boolean revoked) {}

    /** Empty for a host that is not enrolled. */
    public Optional<Known> of(UUID hostId) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return of(connection, hostId, "");
        }
    }

    /** The same, locked until the caller's transaction ends. */
    public Optional<Known> lock(Connection connection, UUID hostId) throws SQLException {
        return of(connection, hostId, " for update");
    }

    private static Optional<Known> of(Connection connection, UUID hostId, String lock) throws SQLException {
        try (var statement = Sql.of(
                                "select public_key, next_public_key, revoked_at from host where host_id = ?" + lock,
                                hostId)
                        .prepare(connection);
                var row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new Known(
                            PublicKey.of(row.getBytes("public_key")),
                            Optional.ofNullable(row.getBytes("next_public_key")).map(PublicKey::of),
                            Columns.optionalInstant(row, "revoked_at").isPresent()))
                    : Optional.empty();
        }
    }

    /** The key of that id that the host has or once had; empty if it never did. */
    public Optional<PublicKey> ever(UUID hostId, String keyId) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = Sql.of("""
                        select public_key from host where host_id = ? and encode(sha256(public_key), 'hex') = ?
                        union all select public_key from host_key where host_id = ? and key_id = ? limit 1""", hostId, keyId, hostId, keyId).prepare(connection);
                var row = statement.executeQuery()) {
            return row.next() ? Optional.of(PublicKey.of(row.getBytes(1))) : Optional.empty();
        }
    }

    /** Whether some host, this one or another, has or had that key. */
    public boolean isTaken(Connection connection, PublicKey key) throws SQLException {
        try (var statement = Sql.of(
                                "select from host_key where key_id = ? union all select from host where public_key = ? limit 1",
                                key.id(),
                                key.encoded())
                        .prepare(connection);
                var row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Notes the key that a host wants to be known by, in the caller's transaction. */
    public void propose(Connection connection, UUID hostId, PublicKey next) throws SQLException {
        run(connection, Sql.of("update host set next_public_key = ? where host_id = ?", next.encoded(), hostId));
    }

    /** The host is known by this key from here on, and by no other, in the caller's transaction. */
    public void replace(Connection connection, UUID hostId, PublicKey key, Instant at) throws SQLException {
        run(
                connection,
                Sql.of(
                        "update host_key set valid_until = ? where host_id = ? and key_id <> ? and valid_until is null",
                        at,
                        hostId,
                        key.id()));
        run(connection, Sql.of("""
                        insert into host_key (host_id, key_id, public_key, valid_from) values (?, ?, ?, ?)
                        on conflict (host_id, key_id) do update set valid_until = null""", hostId, key.id(), key.encoded(), at));
        run(connection, Sql.of("""
                        update host set public_key = ?, next_public_key = null, rekey_asked_at = null, rekey_asked_by = null
                        where host_id = ?""", key.encoded(), hostId));
    }

    private static void run(Connection connection, Sql sql) throws SQLException {
        try (var statement = sql.prepare(connection)) {
            statement.executeUpdate();
        }
    }
}

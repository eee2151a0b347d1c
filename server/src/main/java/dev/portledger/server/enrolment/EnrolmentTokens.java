package dev.portledger.server.enrolment;

import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table of tokens, of which only the hash is kept. */
final class EnrolmentTokens {

    private static final String COLUMNS = "t.*, h.name as used_by_name, f.name as for_host_name, now() as now"
            + " from enrolment_token t left join host h on h.host_id = t.used_by left join host f on f.host_id = t.for_host";

    private EnrolmentTokens() {}

    /**
     * What a token is for.
     *
     * @param hostname only a host of this name
     * @param forHost only this host, which may have another key than before
     * @param labels JSON, given to the host
     */
    record Terms(Optional<String> hostname, Optional<UUID> forHost, String labels) {
        static final Terms ANY_NEW_HOST = new Terms(Optional.empty(), Optional.empty(), "{}");
    }

    /** A token that may be used, and what it is for. */
    record Usable(UUID tokenId, Terms terms) {}

    /** Makes a token known unless it already is. */
    static void register(Connection connection, String token, Duration validFor) throws SQLException {
        register(connection, token, validFor, "server", Terms.ANY_NEW_HOST);
    }

    static void register(Connection connection, String token, Duration validFor, String by, Terms terms)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into enrolment_token (token_hash, expires_at, created_by, hostname, for_host, labels)
                values (?, now() + make_interval(secs => ?), ?, ?, ?, ?::jsonb)
                on conflict (token_hash) do nothing""")) {
            statement.setBytes(1, hash(token));
            statement.setDouble(2, (double) validFor.toSeconds());
            statement.setString(3, by);
            statement.setString(4, terms.hostname().orElse(null));
            statement.setObject(5, terms.forHost().orElse(null));
            statement.setString(6, terms.labels());
            statement.executeUpdate();
        }
    }

    /** Locks the token until the transaction ends; empty if it is unknown, used, revoked or expired. */
    static Optional<Usable> usable(Connection connection, String token) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select token_id, hostname, for_host, labels from enrolment_token
                where token_hash = ? and used_at is null and revoked_at is null and expires_at > now() for update""")) {
            statement.setBytes(1, hash(token));
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Usable(
                                Columns.uuid(row, "token_id"),
                                new Terms(
                                        Columns.optionalString(row, "hostname"),
                                        Optional.ofNullable(row.getObject("for_host", UUID.class)),
                                        row.getString("labels"))))
                        : Optional.empty();
            }
        }
    }

    static void use(Connection connection, UUID tokenId, UUID hostId) throws SQLException {
        try (var statement = Sql.of(
                        "update enrolment_token set used_at = now(), used_by = ? where token_id = ?", hostId, tokenId)
                .prepare(connection)) {
            statement.executeUpdate();
        }
    }

    /** Takes a token back; false if there is none of that id that could still be used. */
    static boolean revoke(Connection connection, UUID tokenId, String by) throws SQLException {
        try (var statement = Sql.of("""
                        update enrolment_token set revoked_at = now(), revoked_by = ?
                        where token_id = ? and used_at is null and revoked_at is null and expires_at > now()""", by, tokenId).prepare(connection)) {
            return statement.executeUpdate() == 1;
        }
    }

    static Optional<EnrolmentToken> find(Connection connection, UUID tokenId) throws SQLException {
        return read(connection, Sql.of("select " + COLUMNS + " where t.token_id = ?", tokenId)).stream()
                .findFirst();
    }

    static Optional<EnrolmentToken> find(Connection connection, String token) throws SQLException {
        return read(connection, Sql.of("select " + COLUMNS + " where t.token_hash = decode(?, 'hex')", hex(token)))
                .stream()
                .findFirst();
    }

    /** Those made since then, newest first, at most so many. */
    static List<EnrolmentToken> since(Connection connection, Instant time, int most) throws SQLException {
        return read(
                connection,
                Sql.of(
                        "select " + COLUMNS + " where t.created_at > ? order by t.created_at desc, t.token_id limit ?",
                        time,
                        most));
    }

    private static List<EnrolmentToken> read(Connection connection, Sql sql) throws SQLException {
        List<EnrolmentToken> found = new ArrayList<>();
        try (var statement = sql.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(read(row));
            }
        }
        return found;
    }

    private static EnrolmentToken read(ResultSet row) throws SQLException {
        Optional<Instant> usedAt = Columns.optionalInstant(row, "used_at");
        Optional<Instant> revokedAt = Columns.optionalInstant(row, "revoked_at");
        Instant expiresAt = Columns.instant(row, "expires_at");
        EnrolmentToken.State state = usedAt.isPresent()
                ? EnrolmentToken.State.USED
                : revokedAt.isPresent()
                        ? EnrolmentToken.State.REVOKED
                        : expiresAt.isAfter(Columns.instant(row, "now"))
                                ? EnrolmentToken.State.PENDING
                                : EnrolmentToken.State.EXPIRED;
        return new EnrolmentToken(
                Columns.uuid(row, "token_id"),
                state,
                Columns.instant(row, "created_at"),
                row.getString("created_by"),
                expiresAt,
                Columns.optionalString(row, "hostname"),
                Optional.ofNullable(row.getObject("for_host", UUID.class)),
                Columns.optionalString(row, "for_host_name"),
                EnrolmentToken.labels(row.getString("labels")),
                usedAt,
                Optional.ofNullable(row.getObject("used_by", UUID.class)),
                Columns.optionalString(row, "used_by_name"),
                revokedAt,
                Columns.optionalString(row, "revoked_by"));
    }

    private static String hex(String token) {
        return java.util.HexFormat.of().formatHex(hash(token));
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

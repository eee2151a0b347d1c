package dev.portledger.server.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** The table of tokens, of which only the hash is kept. */
final class EnrolmentTokens {

    private EnrolmentTokens() {}

    /** Makes a token known unless it already is. */
    static void register(Connection connection, String token, Duration validFor) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into enrolment_token (token_hash, expires_at) values (?, now() + make_interval(secs => ?))
                on conflict (token_hash) do nothing""")) {
            statement.setBytes(1, hash(token));
            statement.setDouble(2, (double) validFor.toSeconds());
            statement.executeUpdate();
        }
    }

    /** Locks the token until the transaction ends; false if it is unknown, used or expired. */
    static boolean isValid(Connection connection, String token) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select from enrolment_token where token_hash = ? and used_at is null and expires_at > now() for update""")) {
            statement.setBytes(1, hash(token));
            try (var row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    static void use(Connection connection, String token, UUID hostId) throws SQLException {
        try (var statement = connection.prepareStatement(
                "update enrolment_token set used_at = now(), used_by = ? where token_hash = ?")) {
            statement.setObject(1, hostId);
            statement.setBytes(2, hash(token));
            statement.executeUpdate();
        }
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

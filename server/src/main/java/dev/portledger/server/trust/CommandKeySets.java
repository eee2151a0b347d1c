package dev.portledger.server.trust;

import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.Signed;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The table of sets of command keys. */
final class CommandKeySets {

    private CommandKeySets() {}

    /**
     * A set as it was signed.
     *
     * @param madeBy user name, or {@code server}
     */
    record Stated(CommandKeySet set, Signed signed, Instant madeAt, String madeBy) {}

    static Optional<Stated> newest(Connection connection) throws SQLException {
        return read(connection, Sql.of("select * from command_key_set order by serial desc limit 1")).stream()
                .findFirst();
    }

    /** Those after that serial, in their order. */
    static List<Stated> after(Connection connection, long serial) throws SQLException {
        return read(connection, Sql.of("select * from command_key_set where serial > ? order by serial", serial));
    }

    private static List<Stated> read(Connection connection, Sql sql) throws SQLException {
        List<Stated> found = new ArrayList<>();
        try (var statement = sql.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                Signed signed =
                        new Signed(row.getString("payload"), row.getString("signature"), row.getString("key_id"));
                CommandKeySet set = FrameJson.payload(Base64.getDecoder().decode(signed.payload()), CommandKeySet.class)
                        .orElseThrow(() -> new IllegalStateException("a set of command keys cannot be read"));
                found.add(new Stated(set, signed, Columns.instant(row, "made_at"), row.getString("made_by")));
            }
        }
        return found;
    }

    /** @throws SQLException unique_violation when another server was faster */
    static void insert(Connection connection, long serial, Signed signed, String by) throws SQLException {
        try (var statement = Sql.of(
                        "insert into command_key_set (serial, payload, signature, key_id, made_by) values (?, ?, ?, ?, ?)",
                        serial,
                        signed.payload(),
                        signed.signature(),
                        signed.keyId(),
                        by)
                .prepare(connection)) {
            statement.executeUpdate();
        }
    }
}

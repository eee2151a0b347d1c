package dev.portledger.server.ledger;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.server.sql.Columns;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who has held an endpoint lately, within one boot of its host. */
@ApplicationScoped
public class EarlierHolders {

    private static final Duration LATELY = Duration.ofDays(1);
    private static final int MOST = 200;

    private final AgroalDataSource database;
    private final Clock clock = Clock.systemUTC();

    EarlierHolders(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * That a process had a socket of the endpoint open. Times are the server's.
     *
     * @param beganAt known to hold from here
     * @param heldUntil known to hold until here; empty while it does
     */
    public record Held(Holder holder, Instant beganAt, Optional<Instant> heldUntil) {}

    /** Until the last day at least, the newest 200 holdings, the oldest first; a process is there once for each holding. */
    public List<Held> of(UUID hostId, UUID bootId, SocketKey socket) throws SQLException {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("""
                        select began_at, ended_after, holders from holding
                        where host_id = ? and protocol = ? and port = ? and ended_at > ? and boot_id = ? and netns = ?
                            and address = ?::inet
                        order by began_at desc limit ?""")) {
            query.setObject(1, hostId);
            query.setString(2, socket.protocol().name());
            query.setInt(3, socket.endpoint().port());
            query.setObject(4, clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC));
            query.setObject(5, bootId);
            query.setLong(6, socket.netns());
            query.setString(7, socket.endpoint().address().text());
            query.setInt(8, MOST);
            try (var row = query.executeQuery()) {
                List<Held> found = new ArrayList<>();
                while (row.next()) {
                    Instant beganAt = Columns.instant(row, "began_at");
                    Optional<Instant> until = Columns.optionalInstant(row, "ended_after");
                    HoldersJson.read(row.getString("holders"))
                            .list()
                            .forEach(holder -> found.add(new Held(holder, beganAt, until)));
                }
                return found.reversed();
            }
        }
    }
}

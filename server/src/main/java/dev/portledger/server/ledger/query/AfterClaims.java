package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.ledger.write.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of the time after somebody wanted a port. */
@ApplicationScoped
public class AfterClaims {

    /**
     * Somebody who wanted a port.
     *
     * @param id the caller's
     * @param netns null: not known
     * @param since from when on is asked
     * @param unit null: none, or not known; so the next ones
     */
    public record Claim(
            UUID id,
            UUID hostId,
            Protocol protocol,
            int port,
            @Nullable Long netns,
            Instant since,
            @Nullable String unit,
            @Nullable String container,
            @Nullable String exe,
            @Nullable String userName) {}

    private static final Rows<Claim> ROWS = new Rows<>(List.of(
            new Rows.Column<>("host_id", "uuid", Claim::hostId),
            new Rows.Column<>("protocol", "text", Claim::protocol),
            new Rows.Column<>("port", "int4", Claim::port),
            new Rows.Column<>("netns", "int8", Claim::netns),
            new Rows.Column<>("since", "timestamptz", Claim::since),
            new Rows.Column<>("unit", "text", Claim::unit),
            new Rows.Column<>("container", "text", Claim::container),
            new Rows.Column<>("exe", "text", Claim::exe),
            new Rows.Column<>("user_name", "text", Claim::userName)));

    /**
     * Those that hold their port now, since after they had wanted it: the same unit; where there was none, the same container;
     * else the same executable of the same user.
     */
    public List<Claim> holding(Connection connection, List<Claim> claims) throws SQLException {
        return claims.isEmpty() ? claims : ROWS.runReturningOrdinals(connection, """
                select distinct r.ordinal from {rows} join holding_open h on h.host_id = r.host_id and h.protocol = r.protocol
                    and h.port = r.port and h.began_at > r.since and (r.netns is null or h.netns = r.netns)
                where case when r.unit is not null then h.unit = r.unit
                           when r.container is not null then h.container = r.container
                           else h.exe = r.exe and h.user_name = r.user_name end""", claims);
    }

    /** Those whose host has been watched for so long in sum since then. */
    public List<Claim> watchedFor(Connection connection, List<Claim> claims, Duration sum) throws SQLException {
        if (claims.isEmpty()) {
            return claims;
        }
        String sql = """
                select r.ordinal from {rows} where (select coalesce(sum(c.seen_until - greatest(c.began_at, r.since)), interval '0')
                    from coverage c where c.host_id = r.host_id and c.seen_until > r.since) >= make_interval(secs => %s)""";
        return ROWS.runReturningOrdinals(connection, sql.replace("%s", Long.toString(sum.toSeconds())), claims);
    }
}

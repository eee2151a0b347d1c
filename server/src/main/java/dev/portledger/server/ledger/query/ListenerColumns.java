package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.host.Watch;
import dev.portledger.server.ledger.HoldersJson;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The columns of {@code holding h} and {@code host_watch w} that make a {@link ListenerRow}. */
final class ListenerColumns {

    private static final String ALWAYS =
            "h.host_id, w.name, h.holding_id, h.protocol, host(h.address) as address, h.device,"
                    + " h.port, h.netns, h.socket_id, h.v6_only, h.bind_kind, h.uid, h.inode, h.backlog_max, h.owner_kind, h.holders,"
                    + " h.began_at, h.began_after, h.began_how, nullif(h.ended_at, 'infinity') as ended_at, h.ended_after, h.ended_how,"
                    + " w.watch, w.looked_at,"
                    // numbers of namespaces hold for one boot; that of the host's own is mostly the same after the next
                    // one
                    + " case when w.netns is null then null when h.netns = w.netns then 'HOST'"
                    + " when h.boot_id = w.boot_id then 'OTHER' end as network";

    private ListenerColumns() {}

    /** As they are now, or were over a range of time. */
    static Sql plain() {
        return Sql.of(ALWAYS).add(", null::boolean as certain");
    }

    /** As of a time. */
    static Sql asOf(Instant at) {
        return Sql.of(ALWAYS + ", ").add(certain(at)).add(" as certain");
    }

    /** That it held at that time: begun, not past the last time it was seen, and the host was watched. */
    private static Sql certain(Instant at) {
        return Sql.of("(h.began_at <= ? and (h.ended_after is null or h.ended_after >= ?) and ", at, at)
                .add(CoverageConditions.coveredAt("h.host_id", at))
                .add(")");
    }

    static ListenerRow read(ResultSet row) throws SQLException {
        Optional<Instant> endedAt = Columns.optionalInstant(row, "ended_at");
        HoldingBegin began = new HoldingBegin(
                Columns.instant(row, "began_at"),
                Columns.optionalInstant(row, "began_after"),
                HoldingBegin.How.valueOf(row.getString("began_how")));
        Optional<HoldingEnd> ended = endedAt.isEmpty()
                ? Optional.empty()
                : Optional.of(new HoldingEnd(
                        endedAt.get(),
                        Columns.instant(row, "ended_after"),
                        HoldingEnd.How.valueOf(row.getString("ended_how"))));
        return new ListenerRow(
                Columns.uuid(row, "holding_id"),
                Columns.uuid(row, "host_id"),
                row.getString("name"),
                Protocol.valueOf(row.getString("protocol")),
                address(row),
                Columns.optionalString(row, "device"),
                row.getInt("port"),
                row.getLong("netns"),
                Columns.optionalString(row, "network").map(Network::valueOf),
                row.getString("socket_id"),
                Columns.optionalBoolean(row, "v6_only"),
                BindKind.valueOf(row.getString("bind_kind")),
                row.getLong("uid"),
                Columns.optionalLong(row, "inode"),
                Columns.optionalLong(row, "backlog_max"),
                OwnerKind.valueOf(row.getString("owner_kind")),
                HoldersJson.read(row.getString("holders")),
                began,
                ended,
                Columns.optionalBoolean(row, "certain"),
                Watch.valueOf(row.getString("watch")),
                Columns.optionalInstant(row, "looked_at"),
                Optional.empty());
    }

    /** The address in the text form of RFC 5952, which PostgreSQL's differs from in rare cases. */
    static String address(ResultSet row) throws SQLException {
        return IpAddress.parse(row.getString("address")).text();
    }
}

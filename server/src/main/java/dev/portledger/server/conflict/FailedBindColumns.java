package dev.portledger.server.conflict;

import com.fasterxml.jackson.core.JacksonException;
import dev.portledger.domain.bind.Errno;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.server.host.Watch;
import dev.portledger.server.ledger.query.Network;
import dev.portledger.server.ledger.query.SocketHoldings;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The columns of {@code failed_bind f} and {@code host_watch w} that make a {@link FailedBindRow}. */
final class FailedBindColumns {

    /** A snooze that is over has ended, whether anybody has noted it or not. */
    static final String STATE =
            "case when f.state = 'SNOOZED' and f.snoozed_until <= now() then 'OPEN' else f.state end";

    /** The cause for filters and facets. */
    static final String CAUSE = "coalesce(f.cause, 'notJudged')";

    /** Numbers of namespaces hold for one boot; that of the host's own is mostly the same after the next one. */
    private static final String NETWORK = "case when w.netns is null or f.reported ->> 'netns' is null then null"
            + " when (f.reported ->> 'netns')::bigint = w.netns then 'HOST'"
            + " when f.boot_id = w.boot_id then 'OTHER' end";

    private FailedBindColumns() {}

    static Sql all() {
        return Sql.of("f.failed_id, f.host_id, w.name, w.watch, f.boot_id, f.first_at, f.last_at, f.times, f.reported, "
                + STATE + " as state, f.snoozed_until, f.state_at, f.state_by, f.resolved_how, f.note, "
                + NETWORK + " as network");
    }

    /** A row, and the boot its sockets are of. */
    record Read(FailedBindRow row, UUID bootId) {

        /** What stands for the sockets in the way in the ledger, in their order; empty for one without a number. */
        List<Optional<SocketHoldings.Ref>> sockets() {
            return row.inTheWay().stream()
                    .map(held -> held.socket()
                            .id()
                            .map(id -> new SocketHoldings.Ref(
                                    row.hostId(), bootId, row.protocol(), row.port(), id.text())))
                    .toList();
        }
    }

    static Read read(ResultSet row) throws SQLException {
        FailedBindSeries told = told(row.getString("reported"));
        var endpoint = told.attempt().endpoint();
        return new Read(
                new FailedBindRow(
                        told.id(),
                        Columns.uuid(row, "host_id"),
                        row.getString("name"),
                        Watch.valueOf(row.getString("watch")),
                        state(row),
                        Columns.instant(row, "first_at"),
                        Columns.instant(row, "last_at"),
                        told.times(),
                        told.call(),
                        told.attempt().protocol(),
                        endpoint.address().text(),
                        endpoint.device(),
                        endpoint.port(),
                        told.attempt().v6Only(),
                        told.attempt().flags(),
                        told.netns(),
                        Columns.optionalString(row, "network").map(Network::valueOf),
                        told.errno(),
                        told.error().map(Errno::name),
                        told.claimant(),
                        told.inTheWay().stream()
                                .map(held -> new InTheWay(held.socket(), held.holders(), Optional.empty()))
                                .toList(),
                        told.moreInTheWay(),
                        told.diagnosis().map(FailedBindDiagnosis::of)),
                Columns.uuid(row, "boot_id"));
    }

    static FailedBindState state(ResultSet row) throws SQLException {
        Instant since = Columns.instant(row, "state_at");
        Optional<String> by = Columns.optionalString(row, "state_by");
        Optional<String> note = Columns.optionalString(row, "note");
        Optional<Instant> until = Columns.optionalInstant(row, "snoozed_until");
        return switch (FailedBindState.Name.valueOf(row.getString("state"))) {
            // of a snooze that is over: open since then, by itself
            case OPEN ->
                until.map(end -> new FailedBindState.Open(end, Optional.empty()))
                        .orElseGet(() -> new FailedBindState.Open(since, by));
            case SNOOZED -> new FailedBindState.Snoozed(until.orElseThrow(), since, by.orElseThrow(), note);
            case RESOLVED ->
                new FailedBindState.Resolved(
                        FailedBindState.How.valueOf(row.getString("resolved_how")), since, by, note);
        };
    }

    private static FailedBindSeries told(String json) {
        try {
            return FrameJson.mapper().readValue(json, FailedBindSeries.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("the ledger has a failed bind that cannot be read", e);
        }
    }
}

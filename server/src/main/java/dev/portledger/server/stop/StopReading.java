package dev.portledger.server.stop;

import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.approval.ApprovalReading;
import dev.portledger.server.approval.ApprovalView;
import dev.portledger.server.approval.BreakGlass;
import dev.portledger.server.approval.GlassView;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostNames;
import dev.portledger.server.page.Cursor;
import dev.portledger.server.sql.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Shows stops. */
@ApplicationScoped
public class StopReading {

    private final StopStore store;
    private final Reading reading;
    private final HostNames names;
    private final ApprovalReading approvals;
    private final BreakGlass glass;

    StopReading(StopStore store, Reading reading, HostNames names, ApprovalReading approvals, BreakGlass glass) {
        this.store = store;
        this.reading = reading;
        this.names = names;
        this.approvals = approvals;
        this.glass = glass;
    }

    /** Which stops; all that is given must hold. */
    record Filter(Optional<UUID> hostId, Optional<Integer> port, Optional<String> state) {}

    /** How many stops are requested or running. */
    public long open() {
        return reading.read(StopStore::countOpen);
    }

    /** The newest stops, newest first. */
    public List<StopView> newest(int limit) throws SQLException {
        return views(page(new Filter(Optional.empty(), Optional.empty(), Optional.empty()), Optional.empty(), limit));
    }

    /** A process that was killed by a stop since some time, after a SIGTERM had been of no use. */
    public record Killed(Holder holder, Protocol protocol, int port, Instant at) {}

    /** Those of a host, the latest first, at most so many. */
    public List<Killed> killed(UUID hostId, Instant since, int limit) throws SQLException {
        List<Killed> killed = new ArrayList<>();
        String latest = "where host_id = ? and state = 'SETTLED' and follows is not null and settled_at > ?"
                + " order by settled_at desc limit ?";
        for (Stop stop : store.list(latest, List.of(hostId, since.atOffset(ZoneOffset.UTC), limit))) {
            if (stop.plan().method() instanceof StopMethod.Process(var process, Signal signal)
                    && signal == Signal.SIGKILL
                    && stop.state() instanceof StopState.Settled(var _, StopOutcome outcome, Instant at)
                    && hasEnded(outcome)) {
                stop.plan().holders().stream()
                        .filter(holder -> holder.process().equals(process))
                        .findFirst()
                        .ifPresent(holder -> killed.add(new Killed(holder, stop.protocol(), stop.port(), at)));
            }
        }
        return killed;
    }

    private static boolean hasEnded(StopOutcome outcome) {
        return outcome instanceof StopOutcome.Freed
                || outcome instanceof StopOutcome.OnlyTimeWait
                || outcome instanceof StopOutcome.Rebound;
    }

    /** @throws ProblemException NOT_FOUND if there is none, or it is of a host that the caller doesn't see */
    Stop find(UUID stopId) {
        return reading.read(connection -> StopStore.list(connection, "where stop_id = ?", List.of(stopId))).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no stop has the id " + stopId));
    }

    StopView view(Stop stop) throws SQLException {
        return views(List.of(stop)).getFirst();
    }

    List<StopView> views(List<Stop> stops) throws SQLException {
        List<UUID> ids = stops.stream().map(Stop::stopId).toList();
        Map<UUID, String> hosts =
                names.of(stops.stream().map(Stop::hostId).distinct().toList());
        Map<UUID, List<StopStore.TakenStep>> steps = new HashMap<>(store.steps(ids));
        Map<UUID, ApprovalView> asked = approvals.of(ids);
        Map<UUID, GlassView> broken = glass.of(ids);
        return stops.stream()
                .map(stop -> StopView.of(
                        stop,
                        new StopView.Around(
                                hosts.getOrDefault(stop.hostId(), stop.hostId().toString()),
                                steps.getOrDefault(stop.stopId(), List.of()),
                                Optional.ofNullable(asked.get(stop.stopId())),
                                Optional.ofNullable(broken.get(stop.stopId())))))
                .toList();
    }

    /** Stops by descending time of their plans, after the cursor's. */
    List<Stop> page(Filter filter, Optional<Cursor> after, int limit) {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<Object>();
        filter.hostId().ifPresent(host -> {
            conditions.add("host_id = ?");
            values.add(host);
        });
        filter.port().ifPresent(port -> {
            conditions.add("port = ?");
            values.add(port);
        });
        filter.state().ifPresent(state -> {
            conditions.add("state = ?");
            values.add(state);
        });
        after.ifPresent(cursor -> {
            conditions.add("(planned_at, stop_id) < (?, ?)");
            try {
                values.add(Instant.parse(cursor.key().get(0)).atOffset(ZoneOffset.UTC));
                values.add(UUID.fromString(cursor.key().get(1)));
            } catch (DateTimeException | IllegalArgumentException _) {
                throw Cursor.invalid();
            }
        });
        values.add(limit);
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        return reading.read(connection ->
                StopStore.list(connection, where + " order by planned_at desc, stop_id desc limit ?", values));
    }

    static Cursor cursorAfter(Stop last) {
        return new Cursor(List.of(last.plannedAt().toString(), last.stopId().toString()));
    }
}

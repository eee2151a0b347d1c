package dev.portledger.server.stop;

import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.stop.StopBook.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stops as the lines of a bulk stop: each is planned, checked and run like any other, and by nobody but its bulk stop. */
@ApplicationScoped
public class StopLines {

    private final StopService stops;
    private final StopStore store;
    private final StopBook book;
    private final StopPolicy policy;
    private final StopCommands commands;
    private final FreshEvidence evidence;
    private final StopReading reading;
    private final StopConfig config;
    private final Clock clock = Clock.systemUTC();

    StopLines(
            StopService stops,
            StopStore store,
            StopBook book,
            StopPolicy policy,
            StopCommands commands,
            FreshEvidence evidence,
            StopReading reading,
            StopConfig config) {
        this.stops = stops;
        this.store = store;
        this.book = book;
        this.policy = policy;
        this.commands = commands;
        this.evidence = evidence;
        this.reading = reading;
        this.config = config;
    }

    /** How a line stands. */
    public enum Standing {
        /** Not begun. */
        READY,
        RUNNING,
        /** The port is free, TIME_WAIT apart. */
        FREED,
        /** Run, and the port is not free, or it is not known. */
        FAILED,
        /** Not run. */
        SKIPPED
    }

    /**
     * A line as the bulk stop needs it.
     *
     * @param method in a few words; with the host, what tells it from other lines
     * @param digest of its plan
     */
    public record Line(
            UUID stopId,
            UUID hostId,
            String method,
            String digest,
            List<Demand> demands,
            Standing standing,
            Optional<Instant> settledAt) {
        public Line {
            demands = List.copyOf(demands);
        }
    }

    /**
     * Plans a line from a fresh look of the host's agent.
     *
     * @param hosts how many hosts the bulk stop is for
     * @throws ProblemException with why there is no plan
     */
    public Line plan(Person person, UUID hostId, UUID holdingId, UUID bulkId, int hosts) throws SQLException {
        return line(
                stops.planFor(person, new Wanted(hostId, new Wanted.Holding(holdingId), Optional.of(bulkId), hosts)));
    }

    public Map<UUID, Line> of(UUID bulkId) throws SQLException {
        Map<UUID, Line> lines = new HashMap<>();
        for (Stop stop : store.list("where bulk_id = ?", List.of(bulkId))) {
            lines.put(stop.stopId(), line(stop));
        }
        return lines;
    }

    public Map<UUID, StopView> views(UUID bulkId) throws SQLException {
        Map<UUID, StopView> views = new HashMap<>();
        reading.views(store.list("where bulk_id = ?", List.of(bulkId))).forEach(view -> views.put(view.stopId(), view));
        return views;
    }

    /**
     * What the rules demand of the lines now.
     *
     * @throws ProblemException PROTECTED_THING when nobody may stop one of them
     */
    public List<List<Demand>> demands(Person person, Collection<UUID> stopIds, int hosts) throws SQLException {
        List<List<Demand>> demands = new java.util.ArrayList<>();
        for (UUID stopId : stopIds) {
            Stop stop = stops.find(stopId);
            demands.add(policy.demands(person, stop.hostId(), stop.plan(), hosts));
        }
        return demands;
    }

    /** For whom and why a line is run. */
    public record Cause(Person person, String reason, Optional<String> ticket, int hosts) {}

    /**
     * Requests a line, if the host still is as its plan says; without effect on one that was begun before, by whichever server.
     *
     * @throws ProblemException with why it can't be; AGENT_OFFLINE and AGENT_TIMEOUT may be over soon
     */
    public void start(UUID stopId, Cause cause) throws SQLException {
        Stop planned = stops.find(stopId);
        if (!(planned.state() instanceof StopState.Planned)) {
            return;
        }
        policy.demands(cause.person(), planned.hostId(), planned.plan(), cause.hosts());
        if (store.hasOpen(planned.hostId(), planned.plan().target().socket())) {
            throw StopAsking.anotherIsOpen();
        }
        Optional<Planning> objection = StopPlanner.objection(
                evidence.of(planned.hostId(), planned.plan().target().socket()), planned.plan());
        if (objection.isPresent()) {
            throw Refusals.problem(objection.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        StopRequest request = new StopRequest(
                cause.reason(),
                cause.ticket(),
                cause.person().name(),
                now,
                now.plus(config.beginWithin()),
                Optional.empty(),
                Optional.empty());
        try {
            book.change(
                    stopId,
                    stop -> stop.state() instanceof StopState.Planned state
                            ? Optional.of(new Change(
                                    state.request(request),
                                    AuditDraft.of(
                                                    new Actor.Person(
                                                            cause.person().name()),
                                                    "stop.requested")
                                            .because(cause.reason())
                                            .with("ticket", cause.ticket())
                                            .with("bulk", stop.bulkId().map(UUID::toString))
                                            .with(
                                                    "method",
                                                    Refusals.describe(
                                                            stop.plan().method()))
                                            .with("deadline", request.deadline().toString())))
                            : Optional.empty());
        } catch (SQLException e) {
            if (StopAsking.isTaken(e)) {
                throw StopAsking.anotherIsOpen();
            }
            throw e;
        }
        commands.send(stopId, planned.hostId());
    }

    /** Gives up a line that has not begun. */
    public void skip(UUID stopId, String why) throws SQLException {
        book.change(
                stopId,
                stop -> stop.state() instanceof StopState.Planned planned
                        ? Optional.of(new Change(
                                planned.discard(),
                                AuditDraft.of(new Actor.Server(), "stop.discarded")
                                        .with("why", why)))
                        : Optional.empty());
    }

    /** Whether a refusal may be over soon: the agent comes back, or is on another server. */
    public static boolean mayPass(ProblemException refusal) {
        return refusal.code() == ErrorCode.AGENT_OFFLINE || refusal.code() == ErrorCode.AGENT_TIMEOUT;
    }

    private static Line line(Stop stop) {
        Optional<Instant> settledAt =
                stop.state() instanceof StopState.Settled settled ? Optional.of(settled.at()) : Optional.empty();
        return new Line(
                stop.stopId(),
                stop.hostId(),
                Refusals.describe(stop.plan().method()),
                PlanDigest.of(stop, ""),
                stop.demands(),
                standing(stop.state()),
                settledAt);
    }

    private static Standing standing(StopState state) {
        return switch (state) {
            case StopState.Planned _, StopState.AwaitingApproval _, StopState.Approved _ -> Standing.READY;
            case StopState.Requested _, StopState.Running _ -> Standing.RUNNING;
            case StopState.Settled(var _, StopOutcome outcome, var _)
            when outcome instanceof StopOutcome.Freed || outcome instanceof StopOutcome.OnlyTimeWait -> Standing.FREED;
            case StopState.Settled _ -> Standing.FAILED;
            case StopState.Discarded _ -> Standing.SKIPPED;
        };
    }
}

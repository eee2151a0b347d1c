package dev.portledger.server.stop;

import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.ledger.LastLooks;
import dev.portledger.server.stop.StopBook.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
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

    /** By so much the agent's clock may be off without being noticed. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(1);

    private final StopService stops;
    private final StopStore store;
    private final StopBook book;
    private final StopPolicy policy;
    private final StopCommands commands;
    private final FreshEvidence evidence;
    private final StopReading reading;
    private final LastLooks looks;
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
            LastLooks looks,
            StopConfig config) {
        this.stops = stops;
        this.store = store;
        this.book = book;
        this.policy = policy;
        this.commands = commands;
        this.evidence = evidence;
        this.reading = reading;
        this.looks = looks;
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
     * @param watchedUntil the port is free, and until then the host's agent looks whether somebody takes it after all; server's clock
     */
    public record Line(
            UUID stopId,
            UUID hostId,
            String method,
            String digest,
            List<Demand> demands,
            Standing standing,
            Optional<Instant> settledAt,
            Optional<Instant> watchedUntil) {
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
            if (!(stops.find(stopId).state() instanceof StopState.Planned)) {
                return; // it is this one, begun meanwhile by another server
            }
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

    /** Gives up a line that has not begun. @return whether it is given up */
    public boolean skip(UUID stopId, String why) throws SQLException {
        return book.change(
                        stopId,
                        stop -> stop.state() instanceof StopState.Planned planned
                                ? Optional.of(new Change(
                                        planned.discard(),
                                        AuditDraft.of(new Actor.Server(), "stop.discarded")
                                                .with("why", why)))
                                : Optional.empty())
                .filter(stop -> stop.state() instanceof StopState.Discarded)
                .isPresent();
    }

    /** Bulk stops with lines that have not begun. */
    public List<UUID> unbegun() throws SQLException {
        return store.unbegunBulks();
    }

    /**
     * Whether a line that is free may still turn out to be taken again: until the host's agent has looked once more after the time for which
     * it watches, and that look is in the ledger, since what it reports comes in its order; a host that is gone is not waited for longer
     * than for any other report.
     */
    public boolean isWatched(Line line, Instant now) throws SQLException {
        if (line.watchedUntil().isEmpty()) {
            return false;
        }
        Instant over = line.watchedUntil().get().plus(CLOCK_MARGIN);
        return now.isBefore(over.plus(config.patience()))
                && looks.of(line.hostId()).filter(over::isBefore).isEmpty();
    }

    /** Whether a refusal may be over soon: the agent comes back, or is on another server. */
    public static boolean mayPass(ProblemException refusal) {
        return refusal.code() == ErrorCode.AGENT_OFFLINE || refusal.code() == ErrorCode.AGENT_TIMEOUT;
    }

    private Line line(Stop stop) {
        Optional<Instant> settledAt =
                stop.state() instanceof StopState.Settled settled ? Optional.of(settled.at()) : Optional.empty();
        return new Line(
                stop.stopId(),
                stop.hostId(),
                Refusals.describe(stop.plan().method()),
                PlanDigest.of(stop, ""),
                stop.demands(),
                standing(stop.state()),
                settledAt,
                stop.state() instanceof StopState.Settled(var _, StopOutcome outcome, Instant at)
                                && isWatched(outcome, stop.plan().method())
                        ? Optional.of(at.plus(stop.plan().verifyFor(config.verifyFor())))
                        : Optional.empty());
    }

    /** Whether it was told before the watch was over, as it is of what a manager has stopped (docs/adr/0028). */
    private static boolean isWatched(StopOutcome outcome, StopMethod method) {
        return switch (outcome) {
            case StopOutcome.Freed(Optional<Instant> until) -> until.isPresent();
            case StopOutcome.OnlyTimeWait _ ->
                switch (method) {
                    case StopMethod.SystemUnit _,
                            StopMethod.SystemUnits _,
                            StopMethod.UserUnit _,
                            StopMethod.Container _ -> true;
                    case StopMethod.Process _, StopMethod.ReleaseTimeWait _ -> false;
                };
            case StopOutcome.Rebound _,
                    StopOutcome.StillHeld _,
                    StopOutcome.Refused _,
                    StopOutcome.Expired _,
                    StopOutcome.Aborted _,
                    StopOutcome.Unknown _ -> false;
        };
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

package dev.portledger.server.stop;

import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.access.Role;
import dev.portledger.server.approval.ApprovalState;
import dev.portledger.server.approval.Approvals;
import dev.portledger.server.approval.Askers;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What people do with stops: plan one, run it, call it off. */
@ApplicationScoped
class StopService {

    private final StopStore store;
    private final StopBook book;
    private final StopCommands commands;
    private final FreshEvidence evidence;
    private final FreshPlans plans;
    private final StopPolicy policy;
    private final Askers people;
    private final StopAsking asking;
    private final Approvals approvals;
    private final StopConfig config;
    private final Clock clock = Clock.systemUTC();

    StopService(
            StopStore store,
            StopBook book,
            StopCommands commands,
            FreshEvidence evidence,
            FreshPlans plans,
            StopPolicy policy,
            Askers people,
            StopAsking asking,
            Approvals approvals,
            StopConfig config) {
        this.store = store;
        this.book = book;
        this.commands = commands;
        this.evidence = evidence;
        this.plans = plans;
        this.policy = policy;
        this.people = people;
        this.asking = asking;
        this.approvals = approvals;
        this.config = config;
    }

    /** Plans what somebody wants. */
    Stop plan(Person person, Wanted wanted) throws SQLException {
        people.requireOn(wanted.hostId(), Role.OPERATOR);
        return planFor(person, wanted);
    }

    /** The same for somebody of whom it is known that they may. */
    Stop planFor(Person person, Wanted wanted) throws SQLException {
        UUID hostId = wanted.hostId();
        SocketKey socket = plans.socketOf(wanted);
        Optional<Stop> earlier = wanted.follows().isPresent()
                ? Optional.of(followable(wanted.follows().get(), hostId, socket))
                : Optional.empty();
        requireNoOther(hostId, socket);
        Planning planning = plans.of(wanted, socket, earlier);
        AuditDraft tried = AuditDraft.of(new Actor.Person(person.name()), "stop.refused")
                .onHost(hostId)
                .onPort(socket.protocol(), socket.endpoint().port());
        return switch (planning) {
            case Planning.Possible(StopPlan plan) -> begin(person, wanted, plan, allowed(person, wanted, plan, tried));
            case Planning.Outdated(String message) ->
                throw new ProblemException(
                        ErrorCode.PLAN_OUTDATED,
                        message,
                        wanted.what() instanceof Wanted.TimeWait ? "timeWait" : "holdingId");
            case Planning objection -> {
                book.refused(Refusals.entry(tried, objection));
                throw Refusals.problem(objection);
            }
        };
    }

    private List<Demand> allowed(Person person, Wanted wanted, StopPlan plan, AuditDraft tried) throws SQLException {
        try {
            return policy.demands(person, wanted.hostId(), plan, wanted.hosts());
        } catch (ProblemException e) {
            book.refused(tried.with("code", e.code().text()).with("why", String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private Stop begin(Person person, Wanted wanted, StopPlan plan, List<Demand> demands) throws SQLException {
        Instant now = clock.instant();
        Instant expiry = now.plus(config.planValidFor());
        var stop = new Stop(
                UUID.randomUUID(),
                wanted.hostId(),
                plan,
                person.name(),
                now,
                expiry,
                wanted.follows(),
                demands,
                wanted.bulkId(),
                new StopState.Planned(expiry));
        book.begin(
                stop,
                AuditDraft.of(new Actor.Person(person.name()), "stop.planned")
                        .with("method", Refusals.describe(plan.method()))
                        .with("socket", plan.target().socket().text())
                        .with("follows", wanted.follows())
                        .with("timeWait", plan.timeWait().map(StopPlan.TimeWait::count))
                        .with("bulk", wanted.bulkId().map(UUID::toString)));
        return stop;
    }

    private void requireNoOther(UUID hostId, SocketKey socket) throws SQLException {
        if (store.hasOpen(hostId, socket)) {
            throw StopAsking.anotherIsOpen();
        }
    }

    private Stop followable(UUID stopId, UUID hostId, SocketKey socket) throws SQLException {
        Stop earlier = find(stopId);
        if (!(mayFollowWithSigkill(earlier) || mayReleaseTimeWait(earlier))
                || !earlier.hostId().equals(hostId)
                || !earlier.plan().target().socket().equals(socket)) {
            throw new ProblemException(
                    ErrorCode.SIGKILL_NOT_ALLOWED,
                    "SIGKILL follows a SIGTERM to the same socket's holder that has ended with the socket still held, and a release"
                            + " of TIME_WAIT sockets a stop that has left some",
                    "follows");
        }
        return earlier;
    }

    static boolean mayFollowWithSigkill(Stop stop) {
        return stop.state() instanceof StopState.Settled(var _, StopOutcome outcome, var _)
                && outcome instanceof StopOutcome.StillHeld
                && switch (stop.plan().method()) {
                    case StopMethod.Process _, StopMethod.Container _ ->
                        !stop.plan().isSigkill();
                    default -> false;
                };
    }

    static boolean mayReleaseTimeWait(Stop stop) {
        return stop.state() instanceof StopState.Settled(var _, StopOutcome outcome, var _)
                && outcome instanceof StopOutcome.OnlyTimeWait;
    }

    /**
     * Requests what was planned, or has been approved, if the host still is as the plan says; where the rules demand it, others are asked
     * instead.
     *
     * @param breakGlass to run it without those whom the rules demand
     */
    Stop run(Person person, UUID stopId, Optional<Order> order, boolean breakGlass) throws SQLException {
        Stop stop = find(stopId);
        people.requireOn(stop.hostId(), Role.OPERATOR);
        if (stop.bulkId().isPresent()) {
            throw new ProblemException(
                    ErrorCode.STOP_STATE_CONFLICT,
                    "it is a line of the bulk stop " + stop.bulkId().get());
        }
        asking.requireRunnable(stop, person, breakGlass);
        boolean approved = stop.state() instanceof StopState.Approved;
        Optional<Order> given = approved ? Optional.empty() : order;
        if (!approved && given.isEmpty()) {
            throw new ProblemException(ErrorCode.REASON_REQUIRED, "a reason is required", "reason");
        }
        if (given.isPresent()) {
            given.get().requireConfirmed(stop.plan());
        }
        Stop after = requestUnlessOutdated(person, stop, given, breakGlass);
        if (after.state() instanceof StopState.Requested) {
            commands.send(stopId, stop.hostId());
        }
        return find(stopId);
    }

    /** Looks at the host once more, and does nothing if it is not as in the plan. */
    private Stop requestUnlessOutdated(Person person, Stop stop, Optional<Order> order, boolean breakGlass)
            throws SQLException {
        requireNoOther(stop.hostId(), stop.plan().target().socket());
        Optional<Planning> objection = StopPlanner.objection(
                evidence.of(stop.hostId(), stop.plan().target().socket()), stop.plan());
        if (objection.isPresent()) {
            asking.discard(
                    stop.stopId(),
                    Refusals.entry(AuditDraft.of(new Actor.Person(person.name()), "stop.discarded"), objection.get()));
            throw Refusals.problem(objection.get());
        }
        return asking.request(person, stop, order, breakGlass);
    }

    /** Calls a stop off, as long as the agent has not said that the request to stop was made. */
    Stop abort(Person person, UUID stopId) throws SQLException {
        people.requireOn(find(stopId).hostId(), Role.OPERATOR);
        boolean beyondRecall = StopReports.isBeyondRecall(store.steps(stopId));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AuditDraft entry = AuditDraft.of(new Actor.Person(person.name()), "stop.aborted");
        Stop stop = book.change(stopId, found -> {
                    approvals.end(stopId, ApprovalState.WITHDRAWN, now);
                    return Optional.of(new Change(aborted(found, beyondRecall, now), entry));
                })
                .orElseThrow();
        commands.send(stopId, stop.hostId());
        return stop;
    }

    private static StopState aborted(Stop stop, boolean beyondRecall, Instant now) {
        return switch (stop.state()) {
            case StopState.Planned planned -> planned.discard();
            case StopState.AwaitingApproval waits -> waits.discard();
            case StopState.Approved approved -> approved.discard();
            case StopState.Requested(StopRequest request)
            when request.sentAt().isEmpty() ->
                new StopState.Requested(request.abortAsked(now)).settle(new StopOutcome.Aborted(), now);
            case StopState.Requested requested -> requested.abortAsked(now);
            case StopState.Running running when !beyondRecall -> running.abortAsked(now);
            case StopState.Running _ ->
                throw new ProblemException(ErrorCode.STOP_STATE_CONFLICT, "the holder has already been told to stop");
            case StopState.Settled _, StopState.Discarded _ ->
                throw new ProblemException(
                        ErrorCode.STOP_STATE_CONFLICT,
                        "the stop is " + stop.state().code());
        };
    }

    Stop find(UUID stopId) throws SQLException {
        return store.find(stopId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no stop has the id " + stopId));
    }
}

package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.ledger.HeldSockets;
import dev.portledger.server.stop.StopBook.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What people do with stops: plan one, run it, call it off. */
@ApplicationScoped
class StopService {

    private static final String UNIQUE_VIOLATION = "23505";

    private final StopStore store;
    private final StopBook book;
    private final StopCommands commands;
    private final FreshEvidence evidence;
    private final HeldSockets sockets;
    private final StopConfig config;
    private final Clock clock = Clock.systemUTC();

    StopService(
            StopStore store,
            StopBook book,
            StopCommands commands,
            FreshEvidence evidence,
            HeldSockets sockets,
            StopConfig config) {
        this.store = store;
        this.book = book;
        this.commands = commands;
        this.evidence = evidence;
        this.sockets = sockets;
        this.config = config;
    }

    /**
     * Plans to free the socket of a holding.
     *
     * @param follows a settled SIGTERM that was of no use, to plan a SIGKILL of the same process; or a stop that has left TIME_WAIT
     *     sockets, to release these
     */
    Stop plan(String person, UUID hostId, Optional<UUID> holdingId, Optional<UUID> follows) throws SQLException {
        SocketKey socket = holdingId.isPresent()
                ? socketOf(hostId, holdingId.get())
                : find(follows.orElseThrow(() -> new ProblemException(
                                ErrorCode.BODY_INVALID, "holdingId or follows is required", "holdingId")))
                        .plan()
                        .target()
                        .socket();
        Optional<Stop> earlier =
                follows.isPresent() ? Optional.of(followable(follows.get(), hostId, socket)) : Optional.empty();
        requireNoOther(hostId, socket);
        AgentFrame.Evidence seen = evidence.of(hostId, socket);
        Planning planning = earlier.isEmpty()
                ? StopPlanner.plan(seen, socket)
                : mayReleaseTimeWait(earlier.get())
                        ? StopPlanner.planRelease(seen, earlier.get().plan())
                        : StopPlanner.planKill(seen, earlier.get().plan());
        AuditDraft tried = AuditDraft.of(new Actor.Person(person), "stop.refused")
                .onHost(hostId)
                .onPort(socket.protocol(), socket.endpoint().port());
        return switch (planning) {
            case Planning.Possible(StopPlan plan) -> {
                Instant now = clock.instant();
                Instant expiry = now.plus(config.planValidFor());
                var stop = new Stop(
                        UUID.randomUUID(), hostId, plan, person, now, expiry, follows, new StopState.Planned(expiry));
                book.begin(
                        stop,
                        AuditDraft.of(new Actor.Person(person), "stop.planned")
                                .with("method", Refusals.describe(plan.method()))
                                .with("socket", socket.text())
                                .with("follows", follows));
                yield stop;
            }
            case Planning.Outdated(String message) ->
                throw new ProblemException(ErrorCode.PLAN_OUTDATED, message, "holdingId");
            case Planning objection -> {
                book.refused(Refusals.entry(tried, objection));
                throw Refusals.problem(objection);
            }
        };
    }

    private SocketKey socketOf(UUID hostId, UUID holdingId) throws SQLException {
        return sockets.of(hostId, holdingId)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND, "no holding of host " + hostId + " has the id " + holdingId, "holdingId"));
    }

    private void requireNoOther(UUID hostId, SocketKey socket) throws SQLException {
        if (store.hasOpen(hostId, socket)) {
            throw anotherIsOpen();
        }
    }

    private static ProblemException anotherIsOpen() {
        return new ProblemException(ErrorCode.STOP_STATE_CONFLICT, "another stop of this socket is not settled yet");
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

    /** Requests what was planned, if the host still is as the plan says. */
    Stop run(String person, UUID stopId, Order order) throws SQLException {
        Stop planned = find(stopId);
        requireRunnable(planned);
        order.requireConfirmed(planned.plan());
        requireNoOther(planned.hostId(), planned.plan().target().socket());
        Optional<Planning> objection = StopPlanner.objection(
                evidence.of(planned.hostId(), planned.plan().target().socket()), planned.plan());
        if (objection.isPresent()) {
            discard(person, stopId, objection.get());
            throw Refusals.problem(objection.get());
        }
        Instant now = clock.instant();
        var request = new StopRequest(
                order.reason(),
                order.ticket(),
                person,
                now,
                now.plus(config.beginWithin()),
                Optional.empty(),
                Optional.empty());
        try {
            book.change(stopId, stop -> {
                requireRunnable(stop);
                return stop.state() instanceof StopState.Planned state
                        ? Optional.of(new Change(
                                state.request(request),
                                AuditDraft.of(new Actor.Person(person), "stop.requested")
                                        .because(order.reason())
                                        .with("ticket", order.ticket())
                                        .with(
                                                "method",
                                                Refusals.describe(stop.plan().method()))
                                        .with("deadline", request.deadline().toString())))
                        : Optional.empty();
            });
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw anotherIsOpen();
            }
            throw e;
        }
        commands.send(stopId, planned.hostId());
        return find(stopId);
    }

    private void requireRunnable(Stop stop) {
        if (!(stop.state() instanceof StopState.Planned planned)) {
            if (stop.state() instanceof StopState.Discarded && !clock.instant().isBefore(stop.planExpiresAt())) {
                throw expired(stop);
            }
            throw new ProblemException(
                    ErrorCode.STOP_STATE_CONFLICT, "the stop is " + stop.state().code() + " and not PLANNED");
        }
        if (planned.isExpired(clock.instant())) {
            throw expired(stop);
        }
    }

    private static ProblemException expired(Stop stop) {
        return new ProblemException(ErrorCode.PLAN_EXPIRED, "the plan has expired at " + stop.planExpiresAt());
    }

    private void discard(String person, UUID stopId, Planning objection) throws SQLException {
        book.change(
                stopId,
                stop -> stop.state() instanceof StopState.Planned planned
                        ? Optional.of(new Change(
                                planned.discard(),
                                Refusals.entry(AuditDraft.of(new Actor.Person(person), "stop.discarded"), objection)))
                        : Optional.empty());
    }

    /** Calls a stop off, as long as the agent has not said that the request to stop was made. */
    Stop abort(String person, UUID stopId) throws SQLException {
        find(stopId);
        boolean beyondRecall = StopReports.isBeyondRecall(store.steps(stopId));
        Instant now = clock.instant();
        AuditDraft entry = AuditDraft.of(new Actor.Person(person), "stop.aborted");
        Stop stop = book.change(
                        stopId,
                        found -> Optional.of(new Change(
                                switch (found.state()) {
                                    case StopState.Planned planned -> planned.discard();
                                    case StopState.Requested(StopRequest request)
                                    when request.sentAt().isEmpty() ->
                                        new StopState.Requested(request.abortAsked(now))
                                                .settle(new StopOutcome.Aborted(), now);
                                    case StopState.Requested requested -> requested.abortAsked(now);
                                    case StopState.Running running when !beyondRecall -> running.abortAsked(now);
                                    case StopState.Running _ ->
                                        throw new ProblemException(
                                                ErrorCode.STOP_STATE_CONFLICT,
                                                "the holder has already been told to stop");
                                    case StopState.Settled _, StopState.Discarded _ ->
                                        throw new ProblemException(
                                                ErrorCode.STOP_STATE_CONFLICT,
                                                "the stop is " + found.state().code());
                                },
                                entry)))
                .orElseThrow();
        commands.send(stopId, stop.hostId());
        return stop;
    }

    Stop find(UUID stopId) throws SQLException {
        return store.find(stopId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no stop has the id " + stopId));
    }
}

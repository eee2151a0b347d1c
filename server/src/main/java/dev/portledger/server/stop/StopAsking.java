package dev.portledger.server.stop;

import dev.portledger.server.access.Role;
import dev.portledger.server.approval.ApprovalRequest;
import dev.portledger.server.approval.ApprovalState;
import dev.portledger.server.approval.Approvals;
import dev.portledger.server.approval.Askers;
import dev.portledger.server.approval.BreakGlass;
import dev.portledger.server.approval.Decision;
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
import java.util.Set;
import java.util.UUID;

/**
 * What stands between a plan and its request: the rules, and the people that they demand. Whatever happens at once happens one after the
 * other, under the lock of the stop.
 */
@ApplicationScoped
class StopAsking {

    private static final String UNIQUE_VIOLATION = "23505";

    /** Refusals after which the approval is of no more use: plan anew. */
    private static final Set<ErrorCode> FOR_GOOD =
            Set.of(ErrorCode.PLAN_CHANGED, ErrorCode.RULES_CHANGED, ErrorCode.PROTECTED_THING);

    private final StopStore store;
    private final StopBook book;
    private final StopPolicy policy;
    private final Askers people;
    private final Approvals approvals;
    private final BreakGlass glass;
    private final StopConfig config;
    private final Clock clock = Clock.systemUTC();

    StopAsking(
            StopStore store,
            StopBook book,
            StopPolicy policy,
            Askers people,
            Approvals approvals,
            BreakGlass glass,
            StopConfig config) {
        this.store = store;
        this.book = book;
        this.policy = policy;
        this.people = people;
        this.approvals = approvals;
        this.glass = glass;
        this.config = config;
    }

    /** @throws ProblemException with why this person can't run it now */
    void requireRunnable(Stop stop, Person person, boolean breakGlass) {
        Instant now = clock.instant();
        switch (stop.state()) {
            case StopState.Planned planned -> {
                if (planned.isExpired(now)) {
                    throw expired(stop);
                }
            }
            case StopState.AwaitingApproval waits -> {
                if (waits.isExpired(now)) {
                    throw new ProblemException(
                            ErrorCode.APPROVAL_EXPIRED, "others could agree until " + waits.expiresAt());
                }
                if (!breakGlass) {
                    throw new ProblemException(
                            ErrorCode.APPROVAL_REQUIRED, "others have to agree first; they have been asked");
                }
            }
            case StopState.Approved approved -> {
                if (!approved.wanted().subject().equals(person.subject())) {
                    throw new ProblemException(
                            ErrorCode.NOT_THE_REQUESTER,
                            "only " + approved.wanted().by() + " runs what was approved for them");
                }
                if (approved.isExpired(now)) {
                    throw new ProblemException(
                            ErrorCode.APPROVAL_EXPIRED, "it had to be run before " + approved.runBefore());
                }
            }
            case StopState.Discarded _ when !now.isBefore(stop.planExpiresAt()) -> throw expired(stop);
            case StopState.Requested _, StopState.Running _, StopState.Settled _, StopState.Discarded _ ->
                throw new ProblemException(
                        ErrorCode.STOP_STATE_CONFLICT,
                        "the stop is " + stop.state().code() + " and not PLANNED");
        }
    }

    private static ProblemException expired(Stop stop) {
        return new ProblemException(ErrorCode.PLAN_EXPIRED, "the plan has expired at " + stop.planExpiresAt());
    }

    /** Whether another stop of the same socket was faster. */
    static boolean isTaken(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    static ProblemException anotherIsOpen() {
        return new ProblemException(ErrorCode.STOP_STATE_CONFLICT, "another stop of this socket is not settled yet");
    }

    /**
     * Requests it, or asks others.
     *
     * @param order empty for what is approved: its reason was given when others were asked
     */
    Stop request(Person person, Stop planned, Optional<Order> order, boolean breakGlass) throws SQLException {
        try {
            List<Demand> demands = policy.demands(person, planned.hostId(), planned.plan(), 1);
            return book.change(planned.stopId(), stop -> {
                        requireRunnable(stop, person, breakGlass);
                        return Optional.of(next(person, stop, order, breakGlass, demands));
                    })
                    .orElseThrow();
        } catch (ProblemException e) {
            if (FOR_GOOD.contains(e.code())) {
                discard(planned.stopId(), refusal(person, "stop.discarded", e));
            }
            throw e;
        } catch (SQLException e) {
            if (isTaken(e)) {
                throw anotherIsOpen();
            }
            throw e;
        }
    }

    private Change next(Person person, Stop stop, Optional<Order> order, boolean breakGlass, List<Demand> current)
            throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (stop.state() instanceof StopState.Approved approved) {
            StopAsked wanted = approved.wanted();
            approvals.use(stop.stopId(), PlanDigest.of(stop, wanted.reason()), current, now);
            StopRequest request = wanted.request(now, now.plus(config.beginWithin()));
            return new Change(approved.request(request), requested(person, stop, request));
        }
        boolean waited = stop.state() instanceof StopState.AwaitingApproval;
        List<Demand> demands = waited ? approvals.with(stop.stopId(), current) : current;
        Order given = order.orElseThrow();
        var wanted = new StopAsked(given.reason(), given.ticket(), person.name(), person.subject(), now);
        StopRequest request = wanted.request(now, now.plus(config.beginWithin()));
        AuditDraft entry = requested(person, stop, request);
        if (!demands.isEmpty() && breakGlass) {
            BreakGlass.require(demands, given.reason());
            approvals.end(stop.stopId(), ApprovalState.OVERRIDDEN, now);
            glass.note(policy.subject(stop), demands, given.reason(), person, now);
            book.note(
                    stop,
                    AuditDraft.of(new Actor.Person(person.name()), "stop.break_glass")
                            .because(given.reason())
                            .with("rules", rules(demands)));
            entry = entry.with("breakGlass", true);
        }
        return switch (stop.state()) {
            case StopState.Planned planned
            when demands.isEmpty() || breakGlass -> new Change(planned.request(request), entry);
            case StopState.Planned planned -> ask(person, stop, planned, wanted, demands);
            case StopState.AwaitingApproval waits when breakGlass -> new Change(waits.override(request), entry);
            case StopState.AwaitingApproval _,
                    StopState.Approved _,
                    StopState.Requested _,
                    StopState.Running _,
                    StopState.Settled _,
                    StopState.Discarded _ -> throw new IllegalStateException("it was runnable");
        };
    }

    private Change ask(Person person, Stop stop, StopState.Planned planned, StopAsked wanted, List<Demand> demands)
            throws SQLException {
        Instant until = wanted.at().plus(ApprovalRequest.validFor(demands));
        String digest = PlanDigest.of(stop, wanted.reason());
        approvals.open(new ApprovalRequest(
                policy.subject(stop),
                digest,
                demands,
                wanted.reason(),
                wanted.ticket(),
                person,
                wanted.at(),
                until,
                Optional.empty(),
                ApprovalState.PENDING,
                Optional.empty()));
        return new Change(
                planned.ask(wanted, until),
                AuditDraft.of(new Actor.Person(person.name()), "stop.approval_asked")
                        .because(wanted.reason())
                        .with("ticket", wanted.ticket())
                        .with("method", Refusals.describe(stop.plan().method()))
                        .with("rules", rules(demands))
                        .with("digest", digest)
                        .with("expires", until.toString()));
    }

    private static AuditDraft requested(Person person, Stop stop, StopRequest request) {
        return AuditDraft.of(new Actor.Person(person.name()), "stop.requested")
                .because(request.reason())
                .with("ticket", request.ticket())
                .with("method", Refusals.describe(stop.plan().method()))
                .with("deadline", request.deadline().toString());
    }

    /** Takes somebody's word; a refusal is in the audit log too. */
    Stop decide(Person by, UUID stopId, Approvals.Word word) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Stop asked = store.find(stopId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no stop has the id " + stopId));
        people.requireOn(asked.hostId(), Role.APPROVER);
        try {
            return book.change(stopId, stop -> {
                        Approvals.Said said = approvals.decide(stopId, by, word, now);
                        if (!(stop.state() instanceof StopState.AwaitingApproval waits)) {
                            throw new ProblemException(
                                    ErrorCode.ALREADY_DECIDED,
                                    "the stop is " + stop.state().code());
                        }
                        return Optional.of(new Change(after(waits, said), said(by, word, said)));
                    })
                    .orElseThrow();
        } catch (ProblemException e) {
            book.refused(refusal(by, "stop.approval_refused", e)
                    .onHost(asked.hostId())
                    .onPort(asked.protocol(), asked.port())
                    .ofStop(stopId));
            throw e;
        }
    }

    private static StopState after(StopState.AwaitingApproval waits, Approvals.Said said) {
        if (said.isRejected()) {
            return waits.discard();
        }
        return said.runBefore().isPresent() ? waits.approve(said.runBefore().get()) : waits;
    }

    private static AuditDraft said(Person by, Approvals.Word word, Approvals.Said said) {
        AuditDraft entry = AuditDraft.of(
                        new Actor.Person(by.name()),
                        said.decision() == Decision.Says.REJECT ? "stop.rejected" : "stop.approved")
                .with("digest", word.digest())
                .with("given", said.given())
                .with("needed", said.needed())
                .with("token", by.token())
                .with("runBefore", said.runBefore().map(Instant::toString));
        return word.comment().map(entry::because).orElse(entry);
    }

    /** Gives a stop up that nobody can run any more. */
    void discard(UUID stopId, AuditDraft entry) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        book.change(stopId, stop -> {
            approvals.end(stopId, ApprovalState.OUTDATED, now);
            return switch (stop.state()) {
                case StopState.Planned planned -> Optional.of(new Change(planned.discard(), entry));
                case StopState.AwaitingApproval waits -> Optional.of(new Change(waits.discard(), entry));
                case StopState.Approved approved -> Optional.of(new Change(approved.discard(), entry));
                case StopState.Requested _, StopState.Running _, StopState.Settled _, StopState.Discarded _ ->
                    Optional.empty();
            };
        });
    }

    private static AuditDraft refusal(Person person, String action, ProblemException e) {
        return AuditDraft.of(new Actor.Person(person.name()), action)
                .with("code", e.code().text())
                .with("why", String.valueOf(e.getMessage()));
    }

    private static List<String> rules(List<Demand> demands) {
        return demands.stream()
                .map(demand -> demand.rule() + " v" + demand.version())
                .toList();
    }
}

package dev.portledger.server.bulk;

import dev.portledger.server.access.Role;
import dev.portledger.server.approval.ApprovalRequest;
import dev.portledger.server.approval.ApprovalState;
import dev.portledger.server.approval.Approvals;
import dev.portledger.server.approval.Askers;
import dev.portledger.server.approval.BreakGlass;
import dev.portledger.server.approval.Decision;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.Person;
import dev.portledger.server.approval.Policy;
import dev.portledger.server.approval.Subject;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.bulk.BulkBook.Change;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.stop.Order;
import dev.portledger.server.stop.PlanDigest;
import dev.portledger.server.stop.StopLines;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What people do with bulk stops that are planned: run one, agree to it, call it off. */
@ApplicationScoped
class BulkService {

    private static final Set<ErrorCode> FOR_GOOD =
            Set.of(ErrorCode.PLAN_CHANGED, ErrorCode.RULES_CHANGED, ErrorCode.PROTECTED_THING);

    private final BulkStore store;
    private final BulkBook book;
    private final BulkRunner runner;
    private final StopLines stops;
    private final Approvals approvals;
    private final BreakGlass glass;
    private final Askers people;
    private final Clock clock = Clock.systemUTC();

    BulkService(
            BulkStore store,
            BulkBook book,
            BulkRunner runner,
            StopLines stops,
            Approvals approvals,
            BreakGlass glass,
            Askers people) {
        this.store = store;
        this.book = book;
        this.runner = runner;
        this.stops = stops;
        this.approvals = approvals;
        this.glass = glass;
        this.people = people;
    }

    /** Exactly what is agreed to. */
    private record Agreed(UUID bulkId, Course course, String reason, List<String> lines) {}

    private String digest(Bulk bulk, String reason) throws SQLException {
        Map<UUID, StopLines.Line> lines = stops.of(bulk.bulkId());
        List<String> digests = new ArrayList<>();
        for (BulkLine line : store.lines(bulk.bulkId())) {
            line.stopId().map(lines::get).ifPresent(stop -> digests.add(stop.digest()));
        }
        return PlanDigest.ofAny(new Agreed(bulk.bulkId(), bulk.course(), reason, digests));
    }

    /** Hosts on which something would be done. */
    int hosts(UUID bulkId) throws SQLException {
        return (int) store.lines(bulkId).stream()
                .filter(line -> line.stopId().isPresent())
                .map(BulkLine::hostId)
                .distinct()
                .count();
    }

    /**
     * Runs what was planned, or is approved; where the rules demand it, others are asked instead.
     *
     * @param confirm the number of hosts, typed
     */
    Bulk run(Person person, UUID bulkId, Optional<Order> order, Optional<String> confirm, boolean breakGlass)
            throws SQLException {
        Bulk planned = find(bulkId);
        requireOn(bulkId, Role.OPERATOR);
        int hosts = hosts(bulkId);
        if (!(planned.state() instanceof BulkState.Approved)) {
            if (order.isEmpty()) {
                throw new ProblemException(ErrorCode.REASON_REQUIRED, "a reason is required", "reason");
            }
            if (hosts == 0) {
                throw new ProblemException(ErrorCode.BULK_STATE_CONFLICT, "no line of it can be run");
            }
            if (!confirm.equals(Optional.of(String.valueOf(hosts)))) {
                throw new ProblemException(
                        ErrorCode.CONFIRMATION_REQUIRED, "type the number of hosts to confirm", "confirm");
            }
        }
        try {
            List<Demand> current = Policy.together(stops.demands(person, ready(bulkId), hosts));
            Bulk after = book.change(bulkId, bulk -> {
                        requireRunnable(bulk, person, breakGlass);
                        return Optional.of(next(person, bulk, order, breakGlass, current));
                    })
                    .orElseThrow();
            runner.soon();
            return after;
        } catch (ProblemException e) {
            if (FOR_GOOD.contains(e.code())) {
                discard(
                        bulkId,
                        ApprovalState.OUTDATED,
                        AuditDraft.of(new Actor.Person(person.name()), "bulk.discarded")
                                .with("code", e.code().text())
                                .with("why", String.valueOf(e.getMessage())));
            }
            throw e;
        }
    }

    private List<UUID> ready(UUID bulkId) throws SQLException {
        return store.lines(bulkId).stream()
                .map(BulkLine::stopId)
                .flatMap(Optional::stream)
                .toList();
    }

    private void requireOn(UUID bulkId, Role role) throws SQLException {
        for (UUID hostId : store.lines(bulkId).stream()
                .filter(line -> line.stopId().isPresent())
                .map(BulkLine::hostId)
                .distinct()
                .toList()) {
            people.requireOn(hostId, role);
        }
    }

    private void requireRunnable(Bulk bulk, Person person, boolean breakGlass) {
        if (!(bulk.state() instanceof BulkState.NotBegun waits)) {
            throw new ProblemException(
                    ErrorCode.BULK_STATE_CONFLICT,
                    "the bulk stop is " + bulk.state().code());
        }
        boolean planned = waits instanceof BulkState.Planned;
        if (waits.isExpired(clock.instant())) {
            throw new ProblemException(
                    planned ? ErrorCode.PLAN_EXPIRED : ErrorCode.APPROVAL_EXPIRED,
                    "it had to be run before " + waits.expiresAt());
        }
        if (waits instanceof BulkState.AwaitingApproval && !breakGlass) {
            throw new ProblemException(ErrorCode.APPROVAL_REQUIRED, "others have to agree first; they have been asked");
        }
        if (waits instanceof BulkState.Approved
                && !bulk.asked().orElseThrow().by().subject().equals(person.subject())) {
            throw new ProblemException(
                    ErrorCode.NOT_THE_REQUESTER, "only whoever asked runs what was approved for them");
        }
    }

    private Change next(Person person, Bulk bulk, Optional<Order> order, boolean breakGlass, List<Demand> current)
            throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (bulk.state() instanceof BulkState.Approved approved) {
            String reason = bulk.asked().orElseThrow().reason();
            approvals.use(bulk.bulkId(), digest(bulk, reason), current, now);
            return new Change(
                    bulk.run(approved, now), requested(person, bulk.asked().orElseThrow()));
        }
        Order given = order.orElseThrow();
        var asked = new Bulk.Asked(given.reason(), given.ticket(), person, now);
        Bulk wanted = bulk.asked(asked);
        return switch (bulk.state()) {
            case BulkState.Planned planned
            when current.isEmpty() -> new Change(wanted.run(planned, now), requested(person, asked));
            case BulkState.Planned planned when !breakGlass -> ask(wanted, planned, current, asked);
            case BulkState.NotBegun waits -> {
                List<Demand> waived =
                        waits instanceof BulkState.AwaitingApproval ? approvals.with(bulk.bulkId(), current) : current;
                BreakGlass.require(waived, given.reason());
                approvals.end(bulk.bulkId(), ApprovalState.OVERRIDDEN, now);
                glass.note(subject(bulk), waived, given.reason(), person, now);
                yield new Change(
                        wanted.run(waits, now),
                        List.of(
                                AuditDraft.of(new Actor.Person(person.name()), "stop.break_glass")
                                        .because(given.reason())
                                        .with("rules", rules(waived)),
                                requested(person, asked)));
            }
            case BulkState.Running _, BulkState.Settled _, BulkState.Discarded _ ->
                throw new IllegalStateException("it was runnable");
        };
    }

    private Change ask(Bulk wanted, BulkState.Planned planned, List<Demand> demands, Bulk.Asked asked)
            throws SQLException {
        Instant until = asked.at().plus(ApprovalRequest.validFor(demands));
        String digest = digest(wanted, asked.reason());
        approvals.open(new ApprovalRequest(
                subject(wanted),
                digest,
                demands,
                asked.reason(),
                asked.ticket(),
                asked.by(),
                asked.at(),
                until,
                Optional.empty(),
                ApprovalState.PENDING,
                Optional.empty()));
        return new Change(
                wanted.in(planned.ask(until)),
                AuditDraft.of(new Actor.Person(asked.by().name()), "bulk.approval_asked")
                        .because(asked.reason())
                        .with("ticket", asked.ticket())
                        .with("rules", rules(demands))
                        .with("digest", digest)
                        .with("expires", until.toString()));
    }

    private Subject subject(Bulk bulk) throws SQLException {
        return new Subject(
                Subject.Kind.BULK,
                bulk.bulkId(),
                bulk.what() + " on " + hosts(bulk.bulkId()) + " hosts",
                Optional.empty());
    }

    private static AuditDraft requested(Person person, Bulk.Asked asked) {
        return AuditDraft.of(new Actor.Person(person.name()), "bulk.requested")
                .because(asked.reason())
                .with("ticket", asked.ticket());
    }

    private static List<String> rules(List<Demand> demands) {
        return demands.stream()
                .map(demand -> demand.rule() + " v" + demand.version())
                .toList();
    }

    /** Takes somebody's word; a refusal is in the audit log too. */
    Bulk decide(Person by, UUID bulkId, Approvals.Word word) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        find(bulkId);
        requireOn(bulkId, Role.APPROVER);
        Bulk after;
        try {
            after = book.change(bulkId, bulk -> {
                        Approvals.Said said = approvals.decide(bulkId, by, word, now);
                        if (!(bulk.state() instanceof BulkState.AwaitingApproval waits)) {
                            throw new ProblemException(
                                    ErrorCode.ALREADY_DECIDED,
                                    "the bulk stop is " + bulk.state().code());
                        }
                        AuditDraft entry = AuditDraft.of(
                                        new Actor.Person(by.name()),
                                        said.decision() == Decision.Says.REJECT ? "bulk.rejected" : "bulk.approved")
                                .with("digest", word.digest())
                                .with("given", said.given())
                                .with("needed", said.needed())
                                .with("token", by.token());
                        BulkState next = said.isRejected()
                                ? waits.discard()
                                : said.runBefore().isPresent()
                                        ? waits.approve(said.runBefore().get())
                                        : waits;
                        return Optional.of(new Change(
                                bulk.in(next),
                                word.comment().map(entry::because).orElse(entry)));
                    })
                    .orElseThrow();
        } catch (ProblemException e) {
            book.refused(
                    bulkId,
                    AuditDraft.of(new Actor.Person(by.name()), "bulk.approval_refused")
                            .with("code", e.code().text())
                            .with("why", String.valueOf(e.getMessage())));
            throw e;
        }
        if (after.state() instanceof BulkState.Discarded) {
            runner.skipRest(bulkId, "the bulk stop was rejected");
        }
        return after;
    }

    /** Calls off what has not begun: all of it, or the lines that are still to come. */
    Bulk abort(Person person, UUID bulkId) throws SQLException {
        Bulk found = find(bulkId);
        requireOn(bulkId, Role.OPERATOR);
        AuditDraft entry = AuditDraft.of(new Actor.Person(person.name()), "bulk.aborted");
        if (found.state() instanceof BulkState.NotBegun) {
            discard(bulkId, ApprovalState.WITHDRAWN, entry);
            return find(bulkId);
        }
        Bulk after = book.change(bulkId, bulk -> switch (bulk.state()) {
                    case BulkState.Running running ->
                        Optional.of(new Change(bulk.in(running.halt("called off by " + person.name())), entry));
                    case BulkState.NotBegun _, BulkState.Settled _, BulkState.Discarded _ ->
                        throw new ProblemException(
                                ErrorCode.BULK_STATE_CONFLICT,
                                "the bulk stop is " + bulk.state().code());
                })
                .orElseThrow();
        runner.skipRest(bulkId, "the bulk stop was called off");
        runner.soon();
        return after;
    }

    private void discard(UUID bulkId, ApprovalState as, AuditDraft entry) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Bulk> after = book.change(bulkId, bulk -> {
            if (!(bulk.state() instanceof BulkState.NotBegun waits)) {
                return Optional.empty();
            }
            approvals.end(bulkId, as, now);
            return Optional.of(new Change(bulk.in(waits.discard()), entry));
        });
        if (after.isPresent() && after.get().state() instanceof BulkState.Discarded) {
            runner.skipRest(bulkId, "the bulk stop was discarded");
        }
    }

    Bulk find(UUID bulkId) throws SQLException {
        return store.find(bulkId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no bulk stop has the id " + bulkId));
    }
}

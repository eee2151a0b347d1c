package dev.portledger.server.stop;

import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.server.approval.ApprovalState;
import dev.portledger.server.approval.Approvals;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.ledger.LastLooks;
import dev.portledger.server.stop.StopBook.Change;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Ends what nobody else ends: plans that expire, commands that were never accepted, stops whose host is lost.
 *
 * <p>"Never accepted" is known in two ways: the command never left the server, or a look of the agent from after the deadline is in the
 * ledger. Reports come in the order in which they were made, so an acceptance would be there before that look. Otherwise it may have
 * been accepted, and the outcome is unknown until the host is heard of again.
 */
@ApplicationScoped
class StopDeadlines {

    private static final Logger LOG = Logger.getLogger(StopDeadlines.class);

    /** By so much the agent's clock may be off without being noticed. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(2);

    private final StopStore store;
    private final StopBook book;
    private final LastLooks looks;
    private final LedgerAvailability ledger;
    private final Approvals approvals;
    private final StopConfig config;
    private final Clock clock = Clock.systemUTC();

    StopDeadlines(
            StopStore store,
            StopBook book,
            LastLooks looks,
            LedgerAvailability ledger,
            Approvals approvals,
            StopConfig config) {
        this.store = store;
        this.book = book;
        this.looks = looks;
        this.ledger = ledger;
        this.approvals = approvals;
        this.config = config;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void enforce() {
        if (!ledger.isWritable()) {
            return;
        }
        try {
            Instant now = clock.instant();
            for (Stop due : store.due(now)) {
                Optional<Instant> lastLook = looks.of(due.hostId());
                book.change(due.stopId(), stop -> overdue(stop, lastLook, now));
            }
        } catch (SQLException | RuntimeException e) {
            if (!ledger.failed(e)) {
                LOG.error("deadlines of stops could not be enforced", e);
            }
        }
    }

    private Optional<Change> overdue(Stop stop, Optional<Instant> lastLook, Instant now) throws SQLException {
        return switch (stop.state()) {
            case StopState.Planned planned
            when planned.isExpired(now) ->
                Optional.of(new Change(
                        planned.discard(),
                        AuditDraft.of(new Actor.Server(), "stop.discarded").with("why", "the plan has expired")));
            case StopState.AwaitingApproval waits
            when waits.isExpired(now) -> Optional.of(waitOver(stop, waits.discard(), "nobody has agreed in time", now));
            case StopState.Approved approved
            when approved.isExpired(now) ->
                Optional.of(waitOver(stop, approved.discard(), "it was approved and not run in time", now));
            case StopState.Requested requested ->
                notAccepted(stop, requested.request(), lastLook, now)
                        .map(outcome -> settled(requested.settle(outcome, now), outcome));
            case StopState.Running running
            when now.isAfter(lost(stop, running.request())) -> {
                var outcome = new StopOutcome.Unknown("the host has accepted the stop and not reported its outcome");
                yield Optional.of(settled(running.settle(outcome, now), outcome));
            }
            case StopState.Planned _,
                    StopState.AwaitingApproval _,
                    StopState.Approved _,
                    StopState.Running _,
                    StopState.Settled _,
                    StopState.Discarded _ -> Optional.empty();
        };
    }

    private Change waitOver(Stop stop, StopState.Discarded next, String why, Instant now) throws SQLException {
        approvals.end(stop.stopId(), ApprovalState.EXPIRED, now);
        return new Change(
                next, AuditDraft.of(new Actor.Server(), "stop.approval_expired").with("why", why));
    }

    private static Change settled(StopState.Settled state, StopOutcome outcome) {
        return new Change(state, StopReports.entry(new Actor.Server(), outcome));
    }

    private Optional<StopOutcome> notAccepted(Stop stop, StopRequest request, Optional<Instant> lastLook, Instant now) {
        if (!now.isAfter(request.deadline())) {
            return Optional.empty();
        }
        Instant certain = request.deadline().plus(CLOCK_MARGIN);
        if (request.sentAt().isEmpty() || lastLook.filter(certain::isBefore).isPresent()) {
            return Optional.of(
                    request.abortAskedAt().isPresent() ? new StopOutcome.Aborted() : new StopOutcome.Expired());
        }
        return now.isAfter(lost(stop, request))
                ? Optional.of(new StopOutcome.Unknown("the command was sent, and the host has not been heard of since"))
                : Optional.empty();
    }

    /** When everything should long have been done and reported. */
    private Instant lost(Stop stop, StopRequest request) {
        return request.deadline()
                .plus(config.timeLimit())
                .plus(stop.plan().verifyFor(config.verifyFor()))
                .plus(config.patience());
    }
}

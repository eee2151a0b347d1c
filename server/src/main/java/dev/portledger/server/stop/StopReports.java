package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.trust.Signed;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.ingest.StopFrames;
import dev.portledger.server.ledger.AgentClock;
import dev.portledger.server.stop.StopBook.Change;
import dev.portledger.server.stop.StopStore.TakenStep;
import dev.portledger.server.trust.Receipts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Applies what agents report of stops, in the transaction that commits the frame's position. */
@ApplicationScoped
class StopReports implements StopFrames {

    private static final Logger LOG = Logger.getLogger(StopReports.class);
    private static final int LONGEST_DETAIL = 1_000;

    private final StopStore store;
    private final StopBook book;
    private final Receipts receipts;

    StopReports(StopStore store, StopBook book, Receipts receipts) {
        this.store = store;
        this.book = book;
        this.receipts = receipts;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void progressed(UUID hostId, AgentFrame.StopProgress frame, AgentClock clock) {
        inTransaction(() -> {
            Optional<Stop> found = own(hostId, frame.stopId());
            if (found.isEmpty()) {
                return;
            }
            Receipts.Judgement receipt = receipts.judge(hostId, frame);
            if (receipt instanceof Receipts.Judgement.Refused(String rule)) {
                receipts.refused(hostId, frame.stopId(), rule, frame.step().name());
                return;
            }
            var step = new TakenStep(
                    frame.step(), clock.toServerTime(frame.at()), frame.detail().map(StopReports::storable));
            if (!store.insertStep(frame.stopId(), step)) {
                return;
            }
            keep(hostId, frame.stopId(), frame.receipt());
            var entry = AuditDraft.of(new Actor.Agent(hostId), "stop.step")
                    .with("step", frame.step().name())
                    .with("at", step.at().toString())
                    .with("detail", step.detail())
                    .with("receipt", hash(receipt));
            if (found.get().state() instanceof StopState.Requested requested) {
                book.change(frame.stopId(), _ -> Optional.of(new Change(requested.accepted(), entry)));
            } else {
                book.note(found.get(), entry);
            }
        });
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void ended(UUID hostId, AgentFrame.StopResult frame, AgentClock clock) {
        inTransaction(() -> {
            Optional<Stop> found = own(hostId, frame.stopId());
            if (found.isPresent()) {
                Receipts.Judgement receipt = receipts.judge(hostId, frame);
                if (receipt instanceof Receipts.Judgement.Refused(String rule)) {
                    receipts.refused(hostId, frame.stopId(), rule, "outcome");
                    return;
                }
                keep(hostId, frame.stopId(), frame.receipt());
                Instant at = clock.toServerTime(frame.at());
                book.change(frame.stopId(), stop -> settled(stop.state(), frame.outcome(), at)
                        .map(next -> new Change(
                                next,
                                entry(new Actor.Agent(hostId), frame.outcome()).with("receipt", hash(receipt)))));
            }
        });
    }

    private void keep(UUID hostId, UUID stopId, Optional<Signed> receipt) throws SQLException {
        if (receipt.isPresent()) {
            receipts.keep(hostId, stopId, receipt.get());
        }
    }

    private static Optional<String> hash(Receipts.Judgement judgement) {
        return judgement instanceof Receipts.Judgement.Signed(String hash) ? Optional.of(hash) : Optional.empty();
    }

    /** The state after the agent's last word; empty where it changes nothing, because it was heard before. */
    private static Optional<StopState> settled(StopState state, StopOutcome outcome, Instant at) {
        return switch (state) {
            case StopState.Requested requested -> Optional.of(requested.settle(outcome, at));
            case StopState.Running running -> Optional.of(running.settle(outcome, at));
            case StopState.Settled settled -> settled.correct(outcome, at).map(StopState.class::cast);
            case StopState.Planned _, StopState.AwaitingApproval _, StopState.Approved _, StopState.Discarded _ ->
                Optional.empty();
        };
    }

    /** The entry for an outcome. */
    static AuditDraft entry(Actor actor, StopOutcome outcome) {
        String action = outcome instanceof StopOutcome.Refused ? "stop.refused" : "stop.settled";
        Map<?, ?> detail = FrameJson.mapper().convertValue(outcome, Map.class);
        return AuditDraft.of(actor, action).with("outcome", detail);
    }

    /** The stop, locked, if it is one of this host that was requested: an agent has no say in others. */
    private Optional<Stop> own(UUID hostId, UUID stopId) throws SQLException {
        Optional<Stop> found = store.lock(stopId)
                .filter(stop -> stop.hostId().equals(hostId))
                .filter(stop -> stop.state().asked().isPresent());
        if (found.isEmpty()) {
            LOG.warnf("host %s reports on stop %s, which was not requested of it", hostId, stopId);
        }
        return found;
    }

    private static String storable(String text) {
        String cut = text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) : text;
        return cut.replace('\u0000', '\uFFFD');
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void inTransaction(Work work) {
        try {
            work.run();
        } catch (SQLException e) {
            throw new IllegalStateException("a report of a stop could not be written", e);
        }
    }

    /** Whether the agent has said that the request to stop was made: from then on nothing can be called off. */
    static boolean isBeyondRecall(Iterable<TakenStep> steps) {
        for (TakenStep step : steps) {
            if (step.step().compareTo(StopStep.REQUESTED) >= 0) {
                return true;
            }
        }
        return false;
    }
}

package dev.portledger.server.approval;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The waits for others to agree. Everything here happens in the transaction of the feature whose stop it is, which has locked that stop
 * before: so of an approval, a withdrawal and an expiry that come at once, one is first and the others find it done.
 */
@ApplicationScoped
public class Approvals {

    private final ApprovalStore store;

    Approvals(ApprovalStore store) {
        this.store = store;
    }

    /** Begins to wait. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void open(ApprovalRequest request) throws SQLException {
        store.insert(request);
    }

    /**
     * What came of somebody's word.
     *
     * @param given how many of those that are needed have agreed
     * @param runBefore set when that was the last one needed
     */
    public record Said(Decision.Says decision, int given, int needed, Optional<Instant> runBefore) {
        public boolean isRejected() {
            return decision == Decision.Says.REJECT;
        }
    }

    /** What somebody says. {@code digest} is of the plan that they saw. */
    public record Word(Decision.Says decision, String digest, Optional<String> comment) {}

    /**
     * Takes somebody's word.
     *
     * @throws ProblemException ALREADY_DECIDED, APPROVAL_EXPIRED, SELF_APPROVAL, NOT_AN_APPROVER or PLAN_CHANGED
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Said decide(UUID subjectId, Person by, Word word, Instant now) throws SQLException {
        ApprovalRequest request = require(subjectId);
        requirePending(request, now);
        if (by.subject().equals(request.requester().subject())) {
            throw new ProblemException(
                    ErrorCode.SELF_APPROVAL, "you have asked for this yourself; somebody else has to decide");
        }
        if (request.demands().stream().noneMatch(demand -> demand.takes(by.name()))) {
            throw new ProblemException(
                    ErrorCode.NOT_AN_APPROVER,
                    "the rules name others: " + request.demands().getFirst().approvers());
        }
        if (!word.digest().equals(request.digest())) {
            throw new ProblemException(
                    ErrorCode.PLAN_CHANGED, "that is the digest of another plan; look at the plan again", "digest");
        }
        List<Decision> said = new ArrayList<>(store.decisions(subjectId));
        if (said.stream().anyMatch(earlier -> earlier.person().equals(by.subject()))) {
            throw new ProblemException(ErrorCode.ALREADY_DECIDED, "you have decided already");
        }
        Decision decision = new Decision(by.subject(), by.name(), by.token(), word.decision(), word.comment(), now);
        store.insert(subjectId, decision, word.digest());
        said.add(decision);
        int missing = ApprovalRequest.missing(request.demands(), said);
        Optional<Instant> runBefore = Optional.empty();
        if (word.decision() == Decision.Says.REJECT) {
            become(request, ApprovalState.REJECTED, Optional.of(now));
        } else if (missing <= 0) {
            runBefore = Optional.of(now.plus(ApprovalRequest.runWithin(request.demands())));
            store.update(subjectId, ApprovalState.APPROVED, runBefore, Optional.empty());
        }
        return new Said(word.decision(), request.needed() - Math.max(0, missing), request.needed(), runBefore);
    }

    /** These demands, and those that were made when others were asked: they hold also where a rule has been retired since. */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<Demand> with(UUID subjectId, List<Demand> current) throws SQLException {
        return Policy.together(List.of(current, require(subjectId).demands()));
    }

    /** Ends a wait, whatever it has come to; without effect if it has ended. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void end(UUID subjectId, ApprovalState as, Instant now) throws SQLException {
        Optional<ApprovalRequest> request = store.lock(subjectId);
        if (request.isPresent() && request.get().state().mayBecome(as)) {
            become(request.get(), as, Optional.of(now));
        }
    }

    /**
     * Uses an approval up.
     *
     * @param digest of what is to be run
     * @param current what the rules demand of it now
     * @throws ProblemException APPROVAL_REQUIRED, APPROVAL_EXPIRED, PLAN_CHANGED or RULES_CHANGED
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void use(UUID subjectId, String digest, List<Demand> current, Instant now) throws SQLException {
        ApprovalRequest request = require(subjectId);
        if (request.state() != ApprovalState.APPROVED) {
            throw new ProblemException(ErrorCode.APPROVAL_REQUIRED, "it is not approved: " + request.state());
        }
        if (!request.runBefore().orElseThrow().isAfter(now)) {
            throw new ProblemException(
                    ErrorCode.APPROVAL_EXPIRED,
                    "it had to be run before " + request.runBefore().orElseThrow());
        }
        if (!digest.equals(request.digest())) {
            throw new ProblemException(ErrorCode.PLAN_CHANGED, "what was approved is another plan");
        }
        if (ApprovalRequest.missing(current, store.decisions(subjectId)) > 0) {
            throw new ProblemException(
                    ErrorCode.RULES_CHANGED,
                    "the rules demand more than when it was asked for: "
                            + String.join(
                                    ", ", current.stream().map(Demand::rule).toList()));
        }
        become(request, ApprovalState.USED, Optional.of(now));
    }

    private ApprovalRequest require(UUID subjectId) throws SQLException {
        return store.lock(subjectId)
                .orElseThrow(
                        () -> new ProblemException(ErrorCode.STOP_STATE_CONFLICT, "nobody was asked to agree to it"));
    }

    private static void requirePending(ApprovalRequest request, Instant now) {
        if (request.state() == ApprovalState.EXPIRED
                || (request.state() == ApprovalState.PENDING
                        && !request.expiresAt().isAfter(now))) {
            throw new ProblemException(ErrorCode.APPROVAL_EXPIRED, "others could agree until " + request.expiresAt());
        }
        if (request.state() != ApprovalState.PENDING) {
            throw new ProblemException(ErrorCode.ALREADY_DECIDED, "it is " + request.state() + " already");
        }
    }

    private void become(ApprovalRequest request, ApprovalState next, Optional<Instant> at) throws SQLException {
        if (!request.state().mayBecome(next)) {
            throw new IllegalStateException(request.state() + " does not become " + next);
        }
        store.update(request.subject().id(), next, Optional.empty(), at);
    }
}

package dev.portledger.server.stop;

import dev.portledger.domain.stop.StopOutcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a stop stands. Each state offers only what may follow it.
 *
 * <pre>
 *            request               accepted             settle
 *  PLANNED ───────────► REQUESTED ──────────► RUNNING ──────────► SETTLED ─┐
 *     │ │                 ▲ ▲ │                                    ▲   ▲   │ correct
 *     │ │ ask   break-glass │ └────────────── settle ──────────────┘   └───┘
 *     │ └► AWAITING_APPROVAL │ request
 *     │       │    │ approve │
 *     │       │    └► APPROVED
 *     │ discard          │
 *     ▼       ▼          ▼
 *  DISCARDED
 * </pre>
 *
 * <p>REQUESTED is committed before the command leaves the server: what may have been done is never missing here. From RUNNING on the
 * agent alone knows what happens, so there is no way back and no way out but an outcome. A settled stop stays as it is, with two
 * exceptions: <em>unknown</em> says that the host was lost, and is corrected by what the host reports when it is back; and
 * <em>freed</em> is told as soon as it is seen, and corrected if somebody takes the port while the agent still watches it.
 */
sealed interface StopState {

    /** As in the database and the API. */
    String code();

    /** What a person asked for; empty before anybody did. */
    default Optional<StopRequest> asked() {
        return Optional.empty();
    }

    /** What somebody wants and others have to agree to first; empty where nobody was asked. */
    default Optional<StopAsked> waiting() {
        return Optional.empty();
    }

    record Planned(Instant expiresAt) implements StopState {
        @Override
        public String code() {
            return "PLANNED";
        }

        boolean isExpired(Instant now) {
            return !now.isBefore(expiresAt);
        }

        Requested request(StopRequest request) {
            return new Requested(request);
        }

        AwaitingApproval ask(StopAsked asked, Instant until) {
            return new AwaitingApproval(asked, until);
        }

        Discarded discard() {
            return new Discarded();
        }
    }

    /** Others were asked. {@code expiresAt}: they may agree until then. */
    record AwaitingApproval(StopAsked wanted, Instant expiresAt) implements StopState {
        @Override
        public String code() {
            return "AWAITING_APPROVAL";
        }

        @Override
        public Optional<StopAsked> waiting() {
            return Optional.of(wanted);
        }

        boolean isExpired(Instant now) {
            return !now.isBefore(expiresAt);
        }

        Approved approve(Instant runBefore) {
            return new Approved(wanted, runBefore);
        }

        /** By break-glass, without them. */
        Requested override(StopRequest request) {
            return new Requested(request);
        }

        Discarded discard() {
            return new Discarded();
        }
    }

    /** Others have agreed; whoever asked may run it now, or not. */
    record Approved(StopAsked wanted, Instant runBefore) implements StopState {
        @Override
        public String code() {
            return "APPROVED";
        }

        @Override
        public Optional<StopAsked> waiting() {
            return Optional.of(wanted);
        }

        boolean isExpired(Instant now) {
            return !now.isBefore(runBefore);
        }

        Requested request(StopRequest request) {
            return new Requested(request);
        }

        Discarded discard() {
            return new Discarded();
        }
    }

    record Requested(StopRequest request) implements StopState {
        @Override
        public String code() {
            return "REQUESTED";
        }

        @Override
        public Optional<StopRequest> asked() {
            return Optional.of(request);
        }

        Requested sent(Instant at) {
            return new Requested(request.sent(at));
        }

        Requested abortAsked(Instant at) {
            return new Requested(request.abortAsked(at));
        }

        Running accepted() {
            return new Running(request);
        }

        Settled settle(StopOutcome outcome, Instant at) {
            return new Settled(request, outcome, at);
        }
    }

    record Running(StopRequest request) implements StopState {
        @Override
        public String code() {
            return "RUNNING";
        }

        @Override
        public Optional<StopRequest> asked() {
            return Optional.of(request);
        }

        Running abortAsked(Instant at) {
            return new Running(request.abortAsked(at));
        }

        Settled settle(StopOutcome outcome, Instant at) {
            return new Settled(request, outcome, at);
        }
    }

    record Settled(StopRequest request, StopOutcome outcome, Instant at) implements StopState {
        @Override
        public String code() {
            return "SETTLED";
        }

        @Override
        public Optional<StopRequest> asked() {
            return Optional.of(request);
        }

        /**
         * What the host reports of a stop whose outcome was unknown, or whose endpoint was taken while it was still watched; empty where an
         * outcome is known and stays.
         */
        Optional<Settled> correct(StopOutcome reported, Instant reportedAt) {
            boolean open = outcome instanceof StopOutcome.Unknown;
            boolean taken = reported instanceof StopOutcome.Rebound
                    && ((outcome instanceof StopOutcome.Freed(Optional<Instant> watched) && watched.isPresent())
                            || outcome instanceof StopOutcome.OnlyTimeWait);
            return (open || taken) && !reported.equals(outcome)
                    ? Optional.of(new Settled(request, reported, reportedAt))
                    : Optional.empty();
        }
    }

    /** The plan was not used: it expired, no longer fits the host, or somebody decided against it. */
    record Discarded() implements StopState {
        @Override
        public String code() {
            return "DISCARDED";
        }
    }
}

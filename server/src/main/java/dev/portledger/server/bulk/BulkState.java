package dev.portledger.server.bulk;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a bulk stop stands. Each state offers only what may follow it.
 *
 * <pre>
 *  PLANNED ──► AWAITING_APPROVAL ──► APPROVED ──► RUNNING ──► SETTLED
 *     │   └─ nobody has to agree, break-glass ───────▲
 *     └──► DISCARDED ◄── from all that has not begun
 * </pre>
 */
sealed interface BulkState {

    /** As in the database and the API. */
    String code();

    /** When a clock ends it; empty where none does. */
    Optional<Instant> until();

    /** What may still be given up as a whole. */
    sealed interface NotBegun extends BulkState {

        Instant expiresAt();

        @Override
        default Optional<Instant> until() {
            return Optional.of(expiresAt());
        }

        default boolean isExpired(Instant now) {
            return !now.isBefore(expiresAt());
        }

        default Running run() {
            return new Running(Optional.empty());
        }

        default Discarded discard() {
            return new Discarded();
        }
    }

    record Planned(Instant expiresAt) implements NotBegun {
        @Override
        public String code() {
            return "PLANNED";
        }

        AwaitingApproval ask(Instant until) {
            return new AwaitingApproval(until);
        }
    }

    record AwaitingApproval(Instant expiresAt) implements NotBegun {
        @Override
        public String code() {
            return "AWAITING_APPROVAL";
        }

        Approved approve(Instant runBefore) {
            return new Approved(runBefore);
        }
    }

    record Approved(Instant expiresAt) implements NotBegun {
        @Override
        public String code() {
            return "APPROVED";
        }
    }

    /** @param halted why no further wave begins */
    record Running(Optional<String> halted) implements BulkState {
        @Override
        public String code() {
            return "RUNNING";
        }

        @Override
        public Optional<Instant> until() {
            return Optional.empty();
        }

        Running halt(String why) {
            return new Running(Optional.of(halted.orElse(why)));
        }

        Settled settle(Instant at) {
            return new Settled(halted, at);
        }
    }

    record Settled(Optional<String> halted, Instant at) implements BulkState {
        @Override
        public String code() {
            return "SETTLED";
        }

        @Override
        public Optional<Instant> until() {
            return Optional.empty();
        }
    }

    record Discarded() implements BulkState {
        @Override
        public String code() {
            return "DISCARDED";
        }

        @Override
        public Optional<Instant> until() {
            return Optional.empty();
        }
    }
}

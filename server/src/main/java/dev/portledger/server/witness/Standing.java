package dev.portledger.server.witness;

import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.server.ingest.AgentConnection;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a connected agent stands.
 *
 * @param size entries of the last checkpoint that it keeps; 0 when none
 * @param offered what it was offered and has not answered yet
 * @param quietUntil nothing is offered before, by {@link System#nanoTime}: while an answer is waited for, and after a refusal
 */
record Standing(AgentConnection connection, long size, Optional<SignedCheckpoint> offered, long quietUntil) {

    /** An agent that cannot write what it should keep does not answer; it is asked again, as its disk may have room by then. */
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);

    private static final Duration QUIET_AFTER_REFUSAL = Duration.ofMinutes(1);

    static Standing of(AgentConnection connection, long size, long now) {
        return new Standing(connection, size, Optional.empty(), now);
    }

    Standing offered(SignedCheckpoint checkpoint, long now) {
        return new Standing(connection, size, Optional.of(checkpoint), now + ANSWER_WITHIN.toNanos());
    }

    Standing keeps(long newSize, long now) {
        return new Standing(connection, newSize, Optional.empty(), now);
    }

    /** Nothing has come of the offer, by a fault of ours. */
    Standing withdrawn(long now) {
        return offered.isPresent() ? keeps(size, now) : this;
    }

    Standing refused(long now) {
        return new Standing(connection, size, Optional.empty(), now + QUIET_AFTER_REFUSAL.toNanos());
    }

    /** Whether it is time to offer it this one. */
    boolean wants(SignedCheckpoint checkpoint, long now) {
        return now - quietUntil >= 0 && size < checkpoint.checkpoint().size();
    }
}

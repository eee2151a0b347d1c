package dev.portledger.server.witness;

import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.server.ingest.AgentConnection;
import java.util.Optional;

/**
 * Where a connected agent stands.
 *
 * @param size entries of the last checkpoint that it keeps; 0 when none
 * @param offered what it was offered and has not answered yet
 * @param quietUntil nothing is offered before, by {@link System#nanoTime}; after a refusal
 */
record Standing(AgentConnection connection, long size, Optional<SignedCheckpoint> offered, long quietUntil) {

    static Standing of(AgentConnection connection, long size) {
        return new Standing(connection, size, Optional.empty(), System.nanoTime());
    }

    Standing offered(SignedCheckpoint checkpoint) {
        return new Standing(connection, size, Optional.of(checkpoint), quietUntil);
    }

    Standing keeps(long newSize) {
        return new Standing(connection, newSize, Optional.empty(), quietUntil);
    }

    Standing quietFor(long nanos) {
        return new Standing(connection, size, Optional.empty(), System.nanoTime() + nanos);
    }

    /** Whether it is time to offer it this one. */
    boolean wants(SignedCheckpoint checkpoint) {
        return offered.isEmpty()
                && System.nanoTime() - quietUntil >= 0
                && size < checkpoint.checkpoint().size();
    }
}

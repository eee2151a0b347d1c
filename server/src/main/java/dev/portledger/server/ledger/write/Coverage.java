package dev.portledger.server.ledger.write;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A time in which an agent was watching; {@code endedHow} is null while it goes on. */
record Coverage(
        UUID hostId,
        Instant beganAt,
        Instant seenUntil,
        long epoch,
        UUID bootId,
        @Nullable String endedHow,
        @Nullable String reason) {

    static Coverage begin(UUID hostId, Instant at, long epoch, UUID bootId) {
        return new Coverage(hostId, at, at, epoch, bootId, null, null);
    }

    Coverage until(Instant look) {
        return look.isAfter(seenUntil) ? new Coverage(hostId, beganAt, look, epoch, bootId, endedHow, reason) : this;
    }

    Coverage ended(String how, @Nullable String why) {
        return new Coverage(hostId, beganAt, seenUntil, epoch, bootId, how, why);
    }
}

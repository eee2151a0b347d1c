package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.Moment;
import dev.portledger.server.ledger.AgentClock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One end of a holding, by the server's clock.
 *
 * @param after the last time known to be before the change; null when nothing is known of before
 * @param at the first time known to be after it
 */
record Edge(@Nullable Instant after, Instant at, How how) {

    enum How {
        EVENT,
        BETWEEN_LOOKS,
        FIRST_LOOK,
        AFTER_GAP,
        AGENT_GONE,
        HOST_REBOOTED,
        HOLDERS_CHANGED
    }

    /** The same uncertainty, for holders that are other ones on the same socket. */
    Edge asHoldersChanged() {
        return new Edge(after, at, How.HOLDERS_CHANGED);
    }

    static Edge began(Moment moment, AgentClock clock) {
        return switch (moment) {
            case Moment.Event(Instant at) -> new Edge(clock.toServerTime(at), clock.toServerTime(at), How.EVENT);
            case Moment.BetweenLooks(var after, Instant by) ->
                after.map(before -> between(clock.toServerTime(before), clock.toServerTime(by)))
                        .orElseGet(() -> new Edge(null, clock.toServerTime(by), How.FIRST_LOOK));
        };
    }

    static Edge ended(Moment moment, AgentClock clock, @Nullable Instant lastLook) {
        return switch (moment) {
            case Moment.Event(Instant at) -> new Edge(clock.toServerTime(at), clock.toServerTime(at), How.EVENT);
            case Moment.BetweenLooks(var after, Instant by) ->
                after.map(before -> between(clock.toServerTime(before), clock.toServerTime(by)))
                        .orElseGet(() -> new Edge(lastLook, clock.toServerTime(by), How.BETWEEN_LOOKS));
        };
    }

    private static Edge between(Instant after, Instant at) {
        return new Edge(after.isAfter(at) ? at : after, at, How.BETWEEN_LOOKS);
    }
}

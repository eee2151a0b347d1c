package dev.portledger.server.stop;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person asked for, and what became of the message.
 *
 * @param deadline the agent does not begin after it
 * @param sentAt when the command was first handed to a connection, written before that was done; empty: the agent can't have it
 * @param abortAskedAt when somebody called it off; it isn't sent any more
 */
record StopRequest(
        String reason,
        Optional<String> ticket,
        String requestedBy,
        Instant requestedAt,
        Instant deadline,
        Optional<Instant> sentAt,
        Optional<Instant> abortAskedAt) {

    StopRequest sent(Instant at) {
        return new StopRequest(
                reason, ticket, requestedBy, requestedAt, deadline, Optional.of(sentAt.orElse(at)), abortAskedAt);
    }

    StopRequest abortAsked(Instant at) {
        return new StopRequest(
                reason, ticket, requestedBy, requestedAt, deadline, sentAt, Optional.of(abortAskedAt.orElse(at)));
    }
}

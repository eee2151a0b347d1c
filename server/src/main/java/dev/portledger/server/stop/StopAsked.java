package dev.portledger.server.stop;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody wants and others have to agree to first.
 *
 * @param subject who it is, however they came in
 */
record StopAsked(String reason, Optional<String> ticket, String by, UUID subject, Instant at) {

    StopRequest request(Instant now, Instant deadline) {
        return new StopRequest(reason, ticket, by, now, deadline, Optional.empty(), Optional.empty());
    }
}

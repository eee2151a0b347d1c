package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.TcpState;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many connections of a state an endpoint had from a time on, until the next point of the same endpoint and state. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ConnectionPoint(
        Instant at,
        String address,
        TcpState state,
        @Schema(description = "Zero: the last one has left") int count,
        Optional<Instant> lastLeavesAt) {}

package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.TcpState;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** TIME_WAIT or closing connections on one local endpoint of the port. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PortConnections(
        String address,
        Optional<String> device,

        @Schema(description = "Inode number of the network namespace")
        long netns,

        TcpState state,
        int count,

        @Schema(description = "When the last of them expires; TIME_WAIT only")
        Optional<Instant> lastLeavesAt,

        @Schema(description = "When the count last changed") Instant changedAt) {}

package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.host.Watch;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** TIME_WAIT or closing connections on one local endpoint of a host. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TimeWaitRow(
        UUID hostId,
        @Schema(examples = "web-12") String hostName,
        @Schema(examples = "10.0.0.5") String address,
        Optional<String> device,
        @Schema(examples = "8080") int port,
        TcpState state,
        int count,

        @Schema(description = "When the last of them expires; TIME_WAIT only")
        Optional<Instant> lastLeavesAt,

        @Schema(description = "When the count last changed") Instant changedAt,

        @Schema(description = "Whether the host is watched right now")
        Watch watch,

        @Schema(description = "comm of who listens on that port now; absent: nobody, or not known")
        Optional<String> comm) {}

package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What held one endpoint of a host over a range of time. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HoldingLane(
        Protocol protocol,
        @Schema(examples = "8080") int port,

        @Schema(description = "Bound address without zone", examples = "0.0.0.0")
        String address,

        @Schema(description = "Interface it is bound to, or the zone of the address", examples = "eth0")
        Optional<String> device,

        @Schema(description = "When a holding of it last began or ended within the range, or began before it")
        Instant changedAt,

        @Schema(description = "Earliest first, not cut off at the range")
        List<ListenerRow> holdings,

        @Schema(description = "With more than 5,000 holdings on the page: those that are narrower than a pixel")
        List<MergedHoldings> merged) {

    public HoldingLane {
        holdings = List.copyOf(holdings);
        merged = List.copyOf(merged);
    }
}

package dev.portledger.server.ledger.query;

import dev.portledger.server.host.Coverage;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who held a port of a host over a range of time. */
public record PortHoldings(
        Instant from,
        Instant to,

        @Schema(description = "When the host was watched, not cut off at the range; between them nothing is known")
        List<Coverage> coverage,

        @Schema(description = "Earliest first, not cut off at the range")
        List<ListenerRow> holdings,

        @Schema(description = "With more than 5,000 holdings: those that are narrower than a pixel")
        List<MergedHoldings> merged,

        @Schema(
                description =
                        "TIME_WAIT and closing connections on change; with more than 5,000 points the highest count a pixel")
        List<ConnectionPoint> connections) {

    public PortHoldings {
        coverage = List.copyOf(coverage);
        holdings = List.copyOf(holdings);
        merged = List.copyOf(merged);
        connections = List.copyOf(connections);
    }
}

package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.host.Coverage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who held the endpoints of a host over a range of time, a page of endpoints at a time. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostHoldings(
        Instant from,
        Instant to,

        @Schema(description = "When the host was watched, not cut off at the range; between them nothing is known")
        List<Coverage> coverage,

        @Schema(description = "One for each endpoint, the one that changed last first")
        List<HoldingLane> lanes,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        @Schema(description = "Endpoints on all pages") long total) {

    public HostHoldings {
        coverage = List.copyOf(coverage);
        lanes = List.copyOf(lanes);
    }
}

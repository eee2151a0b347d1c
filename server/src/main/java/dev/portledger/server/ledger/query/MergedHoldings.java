package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Holdings of one endpoint that are narrower than a pixel and next to each other, told as one. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(
        description =
                "Several short holdings of one endpoint, told as one because each is narrower than a pixel. Between `from` and"
                        + " `to` the endpoint was also free at times.")
public record MergedHoldings(
        String address,
        Optional<String> device,
        @Schema(description = "Begin of the first") Instant from,
        @Schema(description = "End of the last") Instant to,
        @Schema(description = "How many there are") int holdings,

        @Schema(description = "comm of their holders, the first 5")
        List<String> processes) {

    public MergedHoldings {
        processes = List.copyOf(processes);
    }
}

package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of TIME_WAIT and closing connections. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TimeWaitPage(
        List<TimeWaitRow> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        @Schema(description = "Rows on all pages") long total,

        @Schema(description = "Connections in the rows of all pages")
        long connections,

        Instant asOf,

        @Schema(description = "Of the hosts that are filtered by, the largest 200; not part of the rows")
        List<EphemeralConnections> ephemeral) {

    public TimeWaitPage {
        items = List.copyOf(items);
        ephemeral = List.copyOf(ephemeral);
    }
}

package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.host.HostName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of listeners. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ListenerPage(
        List<ListenerRow> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        @Schema(description = "Rows on all pages") long total,

        @Schema(description = "The time that this is true of")
        Instant asOf,

        @Schema(
                description =
                        "Hosts that were not watched at that time, by name, at most 1,000: the rows of these may be "
                                + "incomplete or outdated, and no row does not mean free")
        List<HostName> unknownHosts) {

    public ListenerPage {
        items = List.copyOf(items);
        unknownHosts = List.copyOf(unknownHosts);
    }
}

package dev.portledger.server.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of hosts, by name. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostPage(
        List<HostRow> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        @Schema(description = "Rows on all pages") long total) {

    public HostPage {
        items = List.copyOf(items);
    }
}

package dev.portledger.server.conflict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of failed binds. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FailedBindPage(
        List<FailedBindRow> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        @Schema(description = "Rows on all pages") long total,

        @Schema(description = "Failures of all rows on all pages")
        long times,

        Instant asOf) {

    public FailedBindPage {
        items = List.copyOf(items);
    }
}

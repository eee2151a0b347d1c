package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of what happened, newest first. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ActivityPage(
        List<ActivityItem> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor) {

    public ActivityPage {
        items = List.copyOf(items);
    }
}

package dev.portledger.server.agentadmin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of agents, those that somebody should see to first. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AgentPage(
        List<AgentRow> items,

        @Schema(description = "For the next page; absent on the last one")
        Optional<String> nextCursor,

        @Schema(description = "Rows on all pages") long total,

        @Schema(description = "Agents of each status, whatever the filter")
        Map<AgentStatus, Long> counts) {

    public AgentPage {
        items = List.copyOf(items);
    }
}

package dev.portledger.server.conflict;

import dev.portledger.server.ledger.query.FacetValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many failed binds of a search there are; each facet is counted without what the search says of it. */
public record FailedBindFacets(
        List<FacetValue> state,

        @Schema(description = "`notJudged` where there is no diagnosis")
        List<FacetValue> cause,

        @Schema(description = "The 20 most frequent") List<FacetValue> port,
        @Schema(description = "The 20 most frequent") List<FacetValue> host) {

    public FailedBindFacets {
        state = List.copyOf(state);
        cause = List.copyOf(cause);
        port = List.copyOf(port);
        host = List.copyOf(host);
    }
}

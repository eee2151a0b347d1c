package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A value of a facet, and how many listeners have it. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FacetValue(
        @Schema(description = "What to give as the filter") String value,

        @Schema(description = "For people, where the value is an id")
        Optional<String> label,

        long count) {}

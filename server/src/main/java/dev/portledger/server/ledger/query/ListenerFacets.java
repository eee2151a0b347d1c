package dev.portledger.server.ledger.query;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The listeners of a search, counted by what they can be narrowed down with, most frequent first. */
@Schema(description = "Each is counted with all filters but its own; rows without a value are not counted.")
public record ListenerFacets(
        List<FacetValue> protocol,
        List<FacetValue> bind,
        List<FacetValue> owner,

        @Schema(description = "The 20 most frequent, of the first holder")
        List<FacetValue> user,

        @Schema(description = "The 20 most frequent, of the first holder")
        List<FacetValue> unit,

        @Schema(description = "The 20 most frequent") List<FacetValue> host) {}

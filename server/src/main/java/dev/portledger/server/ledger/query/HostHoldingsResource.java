package dev.portledger.server.ledger.query;

import dev.portledger.server.access.Role;
import dev.portledger.server.page.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who held the ports of a host. */
@Path("/api/hosts/{hostId}/holdings")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
class HostHoldingsResource {

    private final HostHoldingsStore holdings;
    private final Clock clock = Clock.systemUTC();

    HostHoldingsResource(HostHoldingsStore holdings) {
        this.holdings = holdings;
    }

    @GET
    @Operation(
            operationId = "listHostHoldings",
            summary = "Tells who held the ports of a host over a range of time",
            description =
                    "In pages of endpoints, the one that changed last first; ask for all pages with the same `to`, as what"
                            + " changes meanwhile comes to the front. With more than 5,000 holdings on a page, neighbours that are"
                            + " narrower than a pixel of `resolution` are merged, and stand in `merged`.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(
            responseCode = "400",
            description = "`time_invalid`, `range_invalid`, `query_invalid` or `cursor_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public HostHoldings holdings(
            @PathParam("hostId") String hostId,
            @Parameter(description = "A day before the end unless given; at most 400 days before it")
                    @QueryParam("from")
                    Optional<String> from,
            @Parameter(description = "Now unless given") @QueryParam("to") Optional<String> to,
            @Parameter(description = "Width of the timeline in pixels, 1 to 10000; 2000 unless given")
                    @QueryParam("resolution")
                    Optional<String> resolution,
            @Parameter(description = "Endpoints on a page, 1 to 200; 50 unless given") @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before") @QueryParam("cursor") Optional<String> cursor) {
        return holdings.holdings(
                hostId,
                Times.Range.parse(from, to, clock.instant()),
                TimelineWidth.parse(resolution),
                PageLimit.parse(limit),
                cursor,
                hostId + " " + from + " " + to);
    }
}

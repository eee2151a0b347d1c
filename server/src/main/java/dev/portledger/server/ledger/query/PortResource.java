package dev.portledger.server.ledger.query;

import dev.portledger.server.access.Role;
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

/** One port of one host: how it stands, and who held it. */
@Path("/api/hosts/{hostId}/ports/{protocol}/{port}")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ports", description = "One port of one host: how it stands, and who held it")
class PortResource {

    private final PortStore ports;
    private final HoldingsStore holdings;
    private final Clock clock = Clock.systemUTC();

    PortResource(PortStore ports, HoldingsStore holdings) {
        this.ports = ports;
        this.holdings = holdings;
    }

    @GET
    @Operation(
            operationId = "getPort",
            summary = "Tells how it stands with a port, now or at a time",
            description = "Free is only what was watched and not held. A time that nobody watched answers unknown.")
    @APIResponse(responseCode = "200", description = "The port")
    @APIResponse(responseCode = "400", description = "`port_invalid`, `protocol_invalid` or `time_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public PortOnHost port(
            @PathParam("hostId") String hostId,
            @Parameter(description = "tcp or udp", example = "tcp") @PathParam("protocol") String protocol,
            @Parameter(description = "1 to 65535", example = "8080") @PathParam("port") String port,
            @Parameter(description = "As of this time instead of now", example = "2026-11-17T03:14:00Z")
                    @QueryParam("at")
                    Optional<String> at) {
        var over = Protocols.parse(protocol);
        int number = PortRange.parsePort(port);
        return Times.parse(at, "at")
                .map(time -> ports.at(hostId, over, number, time))
                .orElseGet(() -> ports.now(hostId, over, number));
    }

    @GET
    @Path("/holdings")
    @Operation(
            operationId = "listHoldings",
            summary = "Tells who held a port over a range of time",
            description =
                    "Not in pages: with more than 5,000 holdings, neighbours that are narrower than a pixel of `resolution`"
                            + " are merged, and stand in `merged`.")
    @APIResponse(responseCode = "200", description = "The holdings")
    @APIResponse(
            responseCode = "400",
            description = "`port_invalid`, `protocol_invalid`, `time_invalid`, `range_invalid` or `query_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public PortHoldings holdings(
            @PathParam("hostId") String hostId,
            @Parameter(description = "tcp or udp", example = "tcp") @PathParam("protocol") String protocol,
            @Parameter(description = "1 to 65535", example = "8080") @PathParam("port") String port,
            @Parameter(description = "A day before the end unless given; at most 400 days before it")
                    @QueryParam("from")
                    Optional<String> from,
            @Parameter(description = "Now unless given") @QueryParam("to") Optional<String> to,
            @Parameter(description = "Width of the timeline in pixels, 1 to 10000; 2000 unless given")
                    @QueryParam("resolution")
                    Optional<String> resolution) {
        return holdings.holdings(
                hostId,
                Protocols.parse(protocol),
                PortRange.parsePort(port),
                Times.Range.parse(from, to, clock.instant()),
                TimelineWidth.parse(resolution));
    }
}

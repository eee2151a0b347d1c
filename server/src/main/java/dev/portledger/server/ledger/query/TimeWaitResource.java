package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.access.Role;
import dev.portledger.server.page.FilterValues;
import dev.portledger.server.page.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Connections that are on their way out, over all hosts. */
@Path("/api/time-wait")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ports")
class TimeWaitResource {

    private final TimeWaitStore store;

    TimeWaitResource(TimeWaitStore store) {
        this.store = store;
    }

    @GET
    @Operation(
            operationId = "listTimeWait",
            summary = "Lists TIME_WAIT and closing connections per local endpoint",
            description = "As of the last look at each host. Ephemeral ports are told per host, not per port.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", description = "`query_invalid`, `port_invalid` or `cursor_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`: a host that is filtered by does not exist")
    public TimeWaitPage list(
            @Parameter(description = "Id or name of a host") @QueryParam("host") List<String> host,
            @Parameter(description = "A port or a range", example = "8080") @QueryParam("port") List<String> port,
            @Parameter(description = "A state, TIME_WAIT or a closing one; all unless given", example = "TIME_WAIT")
                    @QueryParam("state")
                    List<String> state,
            @Parameter(description = "Part of the host's name, the address, the port or the state") @QueryParam("q")
                    Optional<String> q,
            @Parameter(
                            description =
                                    "port, count, host, changed or leaves; with a minus sign descending; `-count` unless"
                                            + " given")
                    @QueryParam("sort")
                    Optional<String> sort,
            @Parameter(description = "Rows on a page, 1 to 200; 50 unless given") @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before, with the same filters and order")
                    @QueryParam("cursor")
                    Optional<String> cursor) {
        var text = FilterValues.texts(
                "q", q.map(String::strip).filter(s -> !s.isEmpty()).stream().toList());
        var filter = new TimeWaitStore.Filter(
                text.stream().findFirst(),
                port.stream().map(PortRange::parse).toList(),
                FilterValues.texts("host", host),
                FilterValues.oneOf("state", TcpState.class, state));
        return store.page(filter, TimeWaitStore.order(sort), PageLimit.parse(limit), cursor);
    }
}

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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happened on a host. */
@Path("/api/hosts/{hostId}/activity")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
class ActivityResource {

    private final ActivityStore activity;

    ActivityResource(ActivityStore activity) {
        this.activity = activity;
    }

    @GET
    @Operation(operationId = "listActivity", summary = "Lists what happened on a host, newest first")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", description = "`query_invalid` or `cursor_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public ActivityPage list(
            @PathParam("hostId") String hostId,
            @Parameter(description = "Rows on a page, 1 to 200; 50 unless given") @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before") @QueryParam("cursor") Optional<String> cursor) {
        return activity.ofHost(hostId, PageLimit.parse(limit), cursor);
    }
}

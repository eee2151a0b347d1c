package dev.portledger.server.finding;

import dev.portledger.server.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is in a bad way on a host. */
@Path("/api/hosts/{hostId}/findings")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
class FindingResource {

    private final FindingsStore findings;

    FindingResource(FindingsStore findings) {
        this.findings = findings;
    }

    @GET
    @Operation(
            operationId = "listFindings",
            summary = "Tells what is in a bad way on a host, though nothing has failed yet",
            description = "Only what is known for sure is a finding; what could not be seen stands in `unknown`.")
    @APIResponse(responseCode = "200", description = "The findings")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public FindingsOnHost findings(@PathParam("hostId") String hostId) throws SQLException {
        return findings.of(hostId);
    }
}

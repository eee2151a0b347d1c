package dev.portledger.server.host;

import dev.portledger.server.access.Role;
import dev.portledger.server.page.FilterValues;
import dev.portledger.server.page.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What hosts protect by themselves. To change it is up to their owners, on the hosts. */
@Path("/api/host-policies")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
class HostPolicyResource {

    private final HostPolicies policies;

    HostPolicyResource(HostPolicies policies) {
        this.policies = policies;
    }

    @GET
    @Operation(
            operationId = "hostPolicies",
            summary = "What hosts do not let be stopped, whoever asks",
            description =
                    "A row for all hosts with the same policy: first those that have a mistake, then those whose agents"
                            + " never told, those that are only observed, and the others.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", description = "`query_invalid` or `cursor_invalid`")
    public HostPolicyPage list(
            @Parameter(description = "MALFORMED, UNKNOWN, OBSERVE_ONLY or RULES") @QueryParam("kind")
                    Optional<String> kind,
            @Parameter(description = "Rows on a page, 1 to 200; 50 unless given") @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before, with the same kind") @QueryParam("cursor")
                    Optional<String> cursor) {
        return policies.page(
                kind.map(text -> FilterValues.oneOf("kind", PolicyKind.class, text)), PageLimit.parse(limit), cursor);
    }
}

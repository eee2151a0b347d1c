package dev.portledger.server.host;

import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.page.FilterValues;
import dev.portledger.server.page.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The hosts, and how well each is watched. */
@Path("/api/hosts")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts", description = "The hosts, and how well each is watched")
class HostResource {

    private static final int MAX_TEXT = 500;

    private static final Pattern POLICY_ID = Pattern.compile("[0-9a-f]{32}");

    private final HostStore hosts;

    HostResource(HostStore hosts) {
        this.hosts = hosts;
    }

    @GET
    @Operation(operationId = "listHosts", summary = "Lists hosts by name")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", description = "`query_invalid` or `cursor_invalid`")
    public HostPage list(
            @Parameter(
                            description =
                                    "Part of the name, the system, the kernel or the agent's version, or the id, or 8 and more of its first characters")
                    @QueryParam("q")
                    Optional<String> q,
            @Parameter(description = "LIVE, SILENT, OFFLINE or NEVER; repeated: one of them") @QueryParam("watch")
                    List<String> watch,
            @Parameter(description = "`policyId` of host-policies: hosts with that policy") @QueryParam("policy")
                    Optional<String> policy,
            @Parameter(description = "Rows on a page, 1 to 200; 50 unless given") @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before, with the same filters") @QueryParam("cursor")
                    Optional<String> cursor) {
        if (q.filter(text -> text.length() > MAX_TEXT || text.indexOf('\0') >= 0)
                .isPresent()) {
            throw new ProblemException(
                    ErrorCode.QUERY_INVALID, "a search has at most " + MAX_TEXT + " characters", "q");
        }
        var filter = new HostStore.HostFilter(
                q.filter(text -> !text.isBlank()).map(String::strip),
                FilterValues.oneOf("watch", Watch.class, watch),
                policy.map(HostResource::policy));
        return hosts.page(filter, PageLimit.parse(limit), cursor);
    }

    @GET
    @Path("/{hostId}")
    @Operation(operationId = "getHost", summary = "Tells all about one host")
    @APIResponse(responseCode = "200", description = "The host")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public HostDetail detail(@PathParam("hostId") String hostId) {
        return hosts.detail(hostId);
    }

    private static String policy(String text) {
        if (!text.equals(HostPolicies.UNKNOWN) && !POLICY_ID.matcher(text).matches()) {
            throw new ProblemException(
                    ErrorCode.QUERY_INVALID, "policy is the policyId of one of host-policies", "policy");
        }
        return text;
    }
}

package dev.portledger.server.agentadmin;

import dev.portledger.server.access.CurrentCaller;
import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.page.FilterValues;
import dev.portledger.server.page.PageLimit;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The agents over HTTP. Everybody who is signed in may look; administrators revoke and replace keys. */
@Path("/api/agents")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents", description = "How each agent is doing, and who may connect")
public class AgentResource {

    private static final int MAX_TEXT = 500;

    private final AgentStore store;
    private final AgentAdmin admin;
    private final CurrentCaller caller;

    AgentResource(AgentStore store, AgentAdmin admin, CurrentCaller caller) {
        this.store = store;
        this.admin = admin;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listAgents", summary = "Lists agents, those that somebody should see to first")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", description = "`query_invalid` or `cursor_invalid`")
    public AgentPage list(
            @Parameter(
                            description =
                                    "Part of the name or the version, or 8 and more of the first characters of the host's id or the key's fingerprint")
                    @QueryParam("q")
                    Optional<String> q,
            @Parameter(description = "SILENT, OFFLINE, REVOKED, ATTENTION, NEVER or GOOD; repeated: one of them")
                    @QueryParam("status")
                    List<String> status,
            @Parameter(description = "Rows on a page, 1 to 200; 50 unless given") @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before, with the same filters") @QueryParam("cursor")
                    Optional<String> cursor) {
        if (q.filter(text -> text.length() > MAX_TEXT || text.indexOf('\0') >= 0)
                .isPresent()) {
            throw new ProblemException(
                    ErrorCode.QUERY_INVALID, "a search has at most " + MAX_TEXT + " characters", "q");
        }
        return store.page(
                new AgentStore.Filter(
                        q.map(String::strip).filter(text -> !text.isEmpty()),
                        FilterValues.oneOf("status", AgentStatus.class, status)),
                PageLimit.parse(limit),
                cursor);
    }

    @GET
    @Path("/{hostId}")
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "getAgent", summary = "Tells of one agent")
    @APIResponse(responseCode = "200", description = "The agent")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public AgentRow one(@PathParam("hostId") String hostId) {
        return store.one(id(hostId));
    }

    @POST
    @Path("/{hostId}/revocation")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(
            operationId = "revokeAgent",
            summary = "Take a host's right to connect; a token for this very host gives it back")
    @APIResponse(responseCode = "200", description = "The agent as it is now; its connection is closed")
    @APIResponse(responseCode = "400", description = "`reason_required` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    @APIResponse(responseCode = "409", description = "`agent_state_conflict`")
    public AgentRow revoke(@PathParam("hostId") String hostId, Optional<Reason> body) {
        UUID id = id(hostId);
        admin.revoke(caller.require().name(), id, Reason.required(body));
        return store.one(id);
    }

    @POST
    @Path("/{hostId}/key-rotation")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ADMINISTER)
    @Operation(operationId = "rotateAgentKey", summary = "Ask a host's agent for another key")
    @APIResponse(
            responseCode = "200",
            description = "The agent as it is now; one that is away is asked when it is back")
    @APIResponse(responseCode = "400", description = "`reason_required` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    @APIResponse(responseCode = "409", description = "`agent_state_conflict`")
    public AgentRow rotateKey(@PathParam("hostId") String hostId, Optional<Reason> body) {
        UUID id = id(hostId);
        admin.rotateKey(caller.require().name(), id, Reason.required(body));
        return store.one(id);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ErrorCode.HOST_NOT_FOUND, "no host has the id " + text, "hostId");
        }
    }
}

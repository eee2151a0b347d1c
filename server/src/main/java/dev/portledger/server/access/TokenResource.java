package dev.portledger.server.access;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Everybody's tokens, for administrators. */
@Path("/api/tokens")
@Blocking
@RolesAllowed(Role.MAY_ADMINISTER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People")
class TokenResource {

    private final Tokens tokens;
    private final CurrentCaller caller;

    TokenResource(Tokens tokens, CurrentCaller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "listTokens", summary = "Lists everybody's tokens, the newest first")
    public UserResource.TokenList list() throws SQLException {
        return new UserResource.TokenList(tokens.all());
    }

    @DELETE
    @Path("/{tokenId}")
    @Operation(operationId = "revokeToken", summary = "Revokes anybody's token, at once")
    @APIResponse(responseCode = "204", description = "It is good no more")
    @APIResponse(responseCode = "404", description = "`not_found`")
    public void revoke(@PathParam("tokenId") String tokenId) throws SQLException {
        tokens.revoke(caller.require(), id(tokenId), Optional.empty());
    }

    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw Tokens.notFound(text);
        }
    }
}

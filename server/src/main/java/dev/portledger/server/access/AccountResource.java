package dev.portledger.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.error.RequestBody;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** What is somebody's own: password, sessions, tokens. Nobody else's can be named here. */
@Path("/api/account")
@Blocking
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People")
class AccountResource {

    private final People people;
    private final OwnPassword password;
    private final Sessions sessions;
    private final Tokens tokens;
    private final CurrentCaller caller;
    private final SecurityIdentity identity;

    AccountResource(
            People people,
            OwnPassword password,
            Sessions sessions,
            Tokens tokens,
            CurrentCaller caller,
            SecurityIdentity identity) {
        this.people = people;
        this.password = password;
        this.sessions = sessions;
        this.tokens = tokens;
        this.caller = caller;
        this.identity = identity;
    }

    /** The old password and the new one. */
    @Schema(name = "PasswordChange")
    public record PasswordChange(Optional<String> currentPassword, Optional<String> newPassword) {}

    /** A token to make. */
    @Schema(name = "ApiTokenWish")
    public record TokenWish(
            @Schema(description = "What it is for, 1 to 100 characters")
            Optional<String> name,

            @Schema(description = "Within a year", examples = "2027-01-01T00:00:00Z")
            Optional<String> expiresAt,

            @Schema(description = "viewer, operator, approver or admin")
            Optional<String> role,

            @Schema(description = "Labels that a host has to have all of; absent or empty: every host of yours")
            Optional<Map<String, String>> on) {}

    /** A token that was made. */
    @Schema(name = "ApiTokenCreated")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record TokenCreated(
            ApiToken token,

            @Schema(description = "Shown this once: send it as `Authorization: Bearer …`")
            String secret) {}

    @GET
    @Operation(operationId = "account", summary = "Who asks, and what that person may do")
    public User account() throws SQLException {
        return people.require(caller.require().name());
    }

    @POST
    @Path("/password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changePassword", summary = "Changes the own password, and ends the other sessions")
    @APIResponse(responseCode = "204", description = "It is changed")
    @APIResponse(responseCode = "400", description = "`password_invalid` or `body_invalid`")
    @APIResponse(responseCode = "403", description = "`password_wrong`: not the current one; or `session_required`")
    @APIResponse(responseCode = "429", description = "`too_many_attempts`")
    public void changePassword(Optional<PasswordChange> body, @Context RoutingContext context) throws SQLException {
        PasswordChange change = RequestBody.present(body);
        password.change(
                caller.requireSession(),
                SessionKey.of(identity).map(SessionKey::sessionId),
                change.currentPassword().orElseThrow(() -> missing("currentPassword")),
                change.newPassword().orElseThrow(() -> missing("newPassword")),
                context.request().remoteAddress().hostAddress());
    }

    @GET
    @Path("/sessions")
    @Operation(operationId = "listSessions", summary = "Lists the own sessions that go on, the newest first")
    public UserResource.SessionList sessions() throws SQLException {
        return new UserResource.SessionList(
                sessions.of(caller.require().name(), SessionKey.of(identity).map(SessionKey::sessionId)));
    }

    @DELETE
    @Path("/sessions/{sessionId}")
    @Operation(operationId = "endSession", summary = "Ends one of the own sessions")
    @APIResponse(responseCode = "204", description = "It has ended")
    @APIResponse(responseCode = "403", description = "`session_required`: not with a token")
    @APIResponse(responseCode = "404", description = "`not_found`")
    public void endSession(@PathParam("sessionId") String sessionId) throws SQLException {
        String name = caller.requireSession().name();
        UUID id = sessionId(sessionId);
        if (sessions.of(name, Optional.empty()).stream()
                .noneMatch(open -> open.sessionId().equals(id))) {
            throw noSession(sessionId);
        }
        sessions.end(new SessionKey(name, id));
    }

    @GET
    @Path("/tokens")
    @Operation(operationId = "listOwnTokens", summary = "Lists the own tokens, the newest first")
    public UserResource.TokenList tokens() throws SQLException {
        return new UserResource.TokenList(tokens.of(caller.require().name()));
    }

    @POST
    @Path("/tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(operationId = "createToken", summary = "Makes a token for a script; it is shown this once")
    @APIResponse(
            responseCode = "201",
            description = "The token",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TokenCreated.class)))
    @APIResponse(
            responseCode = "400",
            description = "`expiry_invalid`, `time_invalid`, `role_invalid`, `labels_invalid` or `body_invalid`")
    @APIResponse(
            responseCode = "403",
            description = "`grant_exceeds_own`: more than the own roles; or `session_required`: not with a token")
    public TokenCreated createToken(Optional<TokenWish> body) throws SQLException {
        TokenWish wish = RequestBody.present(body);
        Caller owner = caller.requireSession();
        String name = wish.name().orElseThrow(() -> missing("name"));
        Instant expiresAt = expiry(wish.expiresAt()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.EXPIRY_INVALID, "a token needs an expiry, within a year", "expiresAt")));
        Grant grant = new GrantWish(wish.role(), wish.on()).grant();
        Tokens.Created created = tokens.create(owner, name, grant, expiresAt);
        return new TokenCreated(created.token(), created.secret());
    }

    @DELETE
    @Path("/tokens/{tokenId}")
    @Operation(operationId = "revokeOwnToken", summary = "Revokes one of the own tokens, at once")
    @APIResponse(responseCode = "204", description = "It is good no more")
    @APIResponse(responseCode = "404", description = "`not_found`")
    public void revokeToken(@PathParam("tokenId") String tokenId) throws SQLException {
        Caller by = caller.require();
        tokens.revoke(by, TokenResource.id(tokenId), Optional.of(by.name()));
    }

    private static Instant expiry(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw new ProblemException(
                    ErrorCode.TIME_INVALID, "a time is written as 2027-01-01T00:00:00Z, not " + text, "expiresAt");
        }
    }

    private static UUID sessionId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw noSession(text);
        }
    }

    private static ProblemException noSession(String sessionId) {
        return new ProblemException(
                ErrorCode.NOT_FOUND, "no session of yours that goes on has the id " + sessionId, "sessionId");
    }

    private static ProblemException missing(String field) {
        return new ProblemException(ErrorCode.BODY_INVALID, field + " is required", field);
    }
}

package dev.portledger.server.access;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.error.RequestBody;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The users, for administrators. */
@Path("/api/users")
@Blocking
@RolesAllowed(Role.MAY_ADMINISTER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People", description = "Users, what they may do and where, their tokens and sessions")
class UserResource {

    private final People people;
    private final Sessions sessions;
    private final Tokens tokens;
    private final CurrentCaller caller;

    UserResource(People people, Sessions sessions, Tokens tokens, CurrentCaller caller) {
        this.people = people;
        this.sessions = sessions;
        this.tokens = tokens;
        this.caller = caller;
    }

    /** All users. */
    @Schema(name = "UserList")
    public record Users(List<User> items) {}

    /** A user to create. */
    @Schema(name = "UserWish")
    public record Wish(
            Optional<String> userName,

            @Schema(description = "12 characters at least; absent: one is made up, and shown this once")
            Optional<String> password,

            Optional<List<GrantWish>> grants) {}

    /** Grants in place of those that there are. */
    @Schema(name = "GrantsWish")
    public record GrantsWish(Optional<List<GrantWish>> grants) {}

    /** A user, and the password that was made up for it. */
    @Schema(name = "UserWithPassword")
    public record WithPassword(
            User user,

            @Schema(description = "Shown this once") Optional<String> password) {}

    /** A new password by an administrator. */
    @Schema(name = "PasswordReset")
    public record Reset(
            @Schema(description = "12 characters at least; absent: one is made up, and shown this once")
            Optional<String> password) {}

    /** Whose account it is as well. */
    @Schema(name = "UserLink")
    public record Link(
            @Schema(description = "The user whose person and grants it gets")
            Optional<String> with) {}

    /** Sessions that go on. */
    @Schema(name = "UserSessionList")
    public record SessionList(List<Sessions.Open> items) {}

    /** Tokens, also those that are not good any more. */
    @Schema(name = "ApiTokenList")
    public record TokenList(List<ApiToken> items) {}

    @GET
    @Operation(operationId = "listUsers", summary = "Lists all users by name, disabled ones too")
    public Users list() throws SQLException {
        return new Users(people.all());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(operationId = "createUser", summary = "Creates a user who signs in by password")
    @APIResponse(
            responseCode = "201",
            description = "The user",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WithPassword.class)))
    @APIResponse(
            responseCode = "400",
            description = "`user_name_invalid`, `password_invalid`, `role_invalid`, `labels_invalid` or `body_invalid`")
    @APIResponse(responseCode = "409", description = "`user_exists`")
    public WithPassword create(Optional<Wish> body) throws SQLException {
        Wish wish = RequestBody.present(body);
        String name = wish.userName()
                .orElseThrow(() -> new ProblemException(ErrorCode.BODY_INVALID, "userName is required", "userName"));
        List<Grant> grants = GrantWish.grants(wish.grants().orElse(List.of()));
        Optional<String> madeUp = wish.password().isPresent() ? Optional.empty() : Optional.of(SecretFile.generated());
        String password = wish.password().or(() -> madeUp).orElseThrow();
        return new WithPassword(people.create(caller.require(), name, password, grants), madeUp);
    }

    @PUT
    @Path("/{userName}/grants")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "grantRoles",
            summary = "Gives a user these roles in place of those that an administrator gave before",
            description = "What the identity provider says stays. Sessions, tokens and live feeds feel it at once.")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "400", description = "`role_invalid`, `labels_invalid` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    @APIResponse(responseCode = "409", description = "`last_admin`")
    public User grant(@PathParam("userName") String userName, Optional<GrantsWish> body) throws SQLException {
        List<GrantWish> wishes = RequestBody.present(body)
                .grants()
                .orElseThrow(() -> new ProblemException(ErrorCode.BODY_INVALID, "grants is required", "grants"));
        return people.grant(caller.require(), userName, GrantWish.grants(wishes));
    }

    @POST
    @Path("/{userName}/disable")
    @Operation(
            operationId = "disableUser",
            summary = "Lets a user in no more: sessions end at once, tokens are refused",
            description = "Users are not deleted: the audit log speaks of them.")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    @APIResponse(responseCode = "409", description = "`last_admin`")
    public User disable(@PathParam("userName") String userName) throws SQLException {
        return people.disable(caller.require(), userName);
    }

    @POST
    @Path("/{userName}/enable")
    @Operation(operationId = "enableUser", summary = "Lets a disabled user in again")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    public User enable(@PathParam("userName") String userName) throws SQLException {
        return people.enable(caller.require(), userName);
    }

    @POST
    @Path("/{userName}/password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "resetPassword", summary = "Gives a user another password, and ends all sessions")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "400", description = "`password_invalid` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    @APIResponse(responseCode = "409", description = "`user_state_conflict`: it has no password here")
    public WithPassword reset(@PathParam("userName") String userName, Optional<Reset> body) throws SQLException {
        Optional<String> given = RequestBody.present(body).password();
        Optional<String> madeUp = given.isPresent() ? Optional.empty() : Optional.of(SecretFile.generated());
        people.resetPassword(caller.require(), userName, given.or(() -> madeUp).orElseThrow());
        return new WithPassword(people.require(userName), madeUp);
    }

    @POST
    @Path("/{userName}/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "linkUser",
            summary = "Says that two users are one person",
            description = "It gets the grants of the other one, and counts as the same person where two are needed.")
    @APIResponse(responseCode = "200", description = "The user")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    @APIResponse(responseCode = "409", description = "`user_state_conflict`: they are already; or `last_admin`")
    public User link(@PathParam("userName") String userName, Optional<Link> body) throws SQLException {
        String with = RequestBody.present(body)
                .with()
                .orElseThrow(() -> new ProblemException(ErrorCode.BODY_INVALID, "with is required", "with"));
        return people.link(caller.require(), userName, with);
    }

    @GET
    @Path("/{userName}/sessions")
    @Operation(
            operationId = "listSessionsOfUser",
            summary = "Lists the sessions of a user that go on, the newest first")
    @APIResponse(responseCode = "200", description = "The sessions")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    public SessionList sessions(@PathParam("userName") String userName) throws SQLException {
        people.require(userName);
        return new SessionList(sessions.of(userName, Optional.empty()));
    }

    @DELETE
    @Path("/{userName}/sessions")
    @Operation(operationId = "endSessionsOfUser", summary = "Ends all sessions of a user")
    @APIResponse(responseCode = "204", description = "They have ended")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    public void endSessions(@PathParam("userName") String userName) throws SQLException {
        people.endSessions(caller.require(), userName);
    }

    @GET
    @Path("/{userName}/tokens")
    @Operation(operationId = "listTokensOfUser", summary = "Lists the tokens of a user, the newest first")
    @APIResponse(responseCode = "200", description = "The tokens")
    @APIResponse(responseCode = "404", description = "`user_not_found`")
    public TokenList tokens(@PathParam("userName") String userName) throws SQLException {
        people.require(userName);
        return new TokenList(tokens.of(userName));
    }
}

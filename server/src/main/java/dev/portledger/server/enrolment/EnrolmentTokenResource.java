package dev.portledger.server.enrolment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.access.CurrentCaller;
import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Tokens by which hosts become known; administrators make them and take them back. */
@Path("/api/enrolment-tokens")
@Blocking
@RolesAllowed(Role.MAY_ADMINISTER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Enrolment")
public class EnrolmentTokenResource {

    private final TokenDesk tokens;
    private final CurrentCaller caller;

    EnrolmentTokenResource(TokenDesk tokens, CurrentCaller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** What a token is to be for; all of it may be left out. */
    @Schema(name = "EnrolmentTokenWish")
    public record Wish(
            @Schema(description = "ISO 8601; an hour unless given, a minute to seven days", examples = "PT1H")
            Optional<String> validFor,

            @Schema(description = "Only for a host of this name")
            Optional<String> hostname,

            @Schema(description = "Only for this host, which may then have another key than before or be let in again")
            Optional<UUID> hostId,

            @Schema(description = "Given to the host that uses it")
            Optional<Map<String, String>> labels) {}

    /** A new token; nobody can read its text a second time. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "NewEnrolmentToken")
    public record Made(
            UUID tokenId,
            String token,
            Instant expiresAt,

            @Schema(
                    description =
                            "Fingerprint of the key that commands are signed with; absent where the server has none")
            Optional<String> serverKey) {}

    /** Tokens of the last 30 days, newest first. */
    @Schema(name = "EnrolmentTokenList")
    public record Tokens(List<EnrolmentToken> items) {
        public Tokens {
            items = List.copyOf(items);
        }
    }

    @POST
    @ResponseStatus(201)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "makeEnrolmentToken", summary = "Make a token that is good for one host, once")
    @APIResponse(
            responseCode = "201",
            description = "The token; it is not told again",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Made.class)))
    @APIResponse(responseCode = "400", description = "`body_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public Made make(Optional<Wish> body) throws SQLException {
        Wish wish = body.orElse(new Wish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        return tokens.make(
                caller.require().name(),
                wish.validFor().map(EnrolmentTokenResource::duration).orElse(TokenDesk.USUAL),
                wish.hostname().map(String::strip).filter(name -> !name.isEmpty()),
                wish.hostId(),
                wish.labels().orElse(Map.of()));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new ProblemException(ErrorCode.BODY_INVALID, "validFor is a duration such as PT1H", "validFor");
        }
    }

    @GET
    @Operation(operationId = "listEnrolmentTokens", summary = "Tokens of the last 30 days, newest first")
    @APIResponse(responseCode = "200", description = "At most 200 of them")
    public Tokens list() {
        return new Tokens(tokens.recent());
    }

    @DELETE
    @Path("/{tokenId}")
    @Operation(operationId = "revokeEnrolmentToken", summary = "Take a token back that was not used yet")
    @APIResponse(responseCode = "200", description = "The token as it is now")
    @APIResponse(responseCode = "404", description = "`not_found`")
    @APIResponse(responseCode = "409", description = "`enrolment_token_state_conflict`")
    public EnrolmentToken revoke(@PathParam("tokenId") String tokenId) throws SQLException {
        return tokens.revoke(caller.require().name(), tokenId);
    }
}

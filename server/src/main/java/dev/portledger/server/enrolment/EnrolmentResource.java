package dev.portledger.server.enrolment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Signed;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where an agent makes its host known, with a token that somebody gave it. */
@Path("/api/enrolments")
@Tag(name = "Enrolment")
public class EnrolmentResource {

    private final Enrolment enrolment;

    private final EnrolmentLimit limit;
    private final RoutingContext context;

    EnrolmentResource(Enrolment enrolment, EnrolmentLimit limit, RoutingContext context) {
        this.enrolment = enrolment;
        this.limit = limit;
        this.context = context;
    }

    /**
     * What an agent says of its host.
     *
     * @param token single-use and expiring
     * @param hostId made by the agent from the machine id
     * @param publicKey Ed25519, X.509 encoding, base64
     * @param hostname the host's name
     */
    public record EnrolmentRequest(
            @NotNull @Size(min = 1, max = 256) String token,
            @NotNull UUID hostId,
            @NotNull @Size(min = 1, max = 1024) String publicKey,
            @NotNull @Size(min = 1, max = 255) String hostname) {}

    /**
     * What a host is told.
     *
     * @param commandKeys a set of keys with which commands are signed, itself signed with the first of them; the host takes commands by
     *     these and no other
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record EnrolledHost(UUID hostId, Optional<Signed> commandKeys) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a host known, or replaces its key", operationId = "enrol")
    @APIResponse(responseCode = "201", description = "The host is enrolled")
    @APIResponse(
            responseCode = "403",
            description = "`enrolment_token_invalid`, `enrolment_host_mismatch` or `enrolment_host_known`")
    @APIResponse(responseCode = "429", description = "`too_many_attempts`")
    public Response enrol(@NotNull @Valid EnrolmentRequest request) throws SQLException {
        String address = context.request().remoteAddress().hostAddress();
        if (!limit.take(address)) {
            throw new ProblemException(ErrorCode.TOO_MANY_ATTEMPTS, "too many tries to enrol from " + address);
        }
        Optional<Signed> keys = enrolment.enrol(
                request.token(),
                new Enrolment.Applicant(request.hostId(), key(request.publicKey()), request.hostname(), address));
        limit.giveBack(address);
        return Response.status(Response.Status.CREATED)
                .entity(new EnrolledHost(request.hostId(), keys))
                .build();
    }

    private static PublicKey key(String base64) {
        try {
            return PublicKey.of(base64);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID, "publicKey is no Ed25519 key in X.509 encoding, base64", "publicKey");
        }
    }
}

package dev.portledger.server.enrolment;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where an agent makes its host known, with a token that somebody gave it. */
@Path("/api/enrolments")
@Tag(name = "Enrolment")
public class EnrolmentResource {

    private final Enrolment enrolment;

    EnrolmentResource(Enrolment enrolment) {
        this.enrolment = enrolment;
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

    public record EnrolledHost(UUID hostId) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a host known, or replaces its key", operationId = "enrol")
    @APIResponse(responseCode = "201", description = "The host is enrolled")
    @APIResponse(responseCode = "403", description = "enrolment_token_invalid")
    public Response enrol(@NotNull @Valid EnrolmentRequest request) {
        enrolment.enrol(request.token(), request.hostId(), key(request.publicKey()), request.hostname());
        return Response.status(Response.Status.CREATED)
                .entity(new EnrolledHost(request.hostId()))
                .build();
    }

    private static PublicKeyBytes key(String base64) {
        try {
            return PublicKeyBytes.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ErrorCode.BODY_INVALID, "publicKey is no Ed25519 key in X.509 encoding, base64", "publicKey");
        }
    }
}

package dev.portledger.server.approval;

import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was run without the approvals that it needed. */
@Path("/api/break-glass")
@Blocking
@Tag(name = "Approvals")
public class BreakGlassResource {

    private final BreakGlass glass;
    private final Askers people;

    BreakGlassResource(BreakGlass glass, Askers people) {
        this.glass = glass;
        this.people = people;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "breakGlass", summary = "What was run by break-glass, the newest first, at most 100")
    public GlassView.Page list(
            @Parameter(description = "true: only what nobody has taken note of yet") @QueryParam("open")
                    Optional<Boolean> open)
            throws SQLException {
        return new GlassView.Page(glass.list(open.orElse(false)));
    }

    @POST
    @Path("/{subjectId}/acknowledge")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Role.MAY_APPROVE)
    @Operation(operationId = "acknowledgeBreakGlass", summary = "Take note of what somebody else has done")
    public GlassView acknowledge(@PathParam("subjectId") String subjectId) throws SQLException {
        UUID id = id(subjectId);
        return glass.acknowledge(id, people.asking(), glass.isOfTheirHosts(id));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "no break-glass has the id " + text);
        }
    }
}

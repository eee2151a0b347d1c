package dev.portledger.server.approval;

import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.page.FilterValues;
import dev.portledger.server.page.PageLimit;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All that others were asked for. Deciding is done at the stop, or the bulk stop, that it is about. */
@Path("/api/approvals")
@Blocking
@Tag(name = "Approvals", description = "Who agreed to what")
public class ApprovalResource {

    private final ApprovalReading reading;

    ApprovalResource(ApprovalReading reading) {
        this.reading = reading;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(
            operationId = "approvals",
            summary = "What others were asked to agree to",
            description = "With `state=PENDING` alone, the one that expires first is first; else the newest.")
    public ApprovalView.Page list(
            @Parameter(description = "Repeated: one of them") @QueryParam("state") List<String> states,
            @Parameter(description = "STOP or BULK") @QueryParam("kind") Optional<String> kind,
            @QueryParam("host") Optional<String> host,
            @QueryParam("requestedBy") Optional<String> requestedBy,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor)
            throws SQLException {
        Set<ApprovalState> wanted = Set.copyOf(FilterValues.oneOf("state", ApprovalState.class, states));
        return reading.page(
                new ApprovalReading.Filter(
                        wanted,
                        kind.map(text -> FilterValues.oneOf("kind", Subject.Kind.class, text)),
                        host.map(ApprovalResource::hostId),
                        requestedBy),
                PageLimit.parse(limit),
                cursor);
    }

    private static UUID hostId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(ErrorCode.QUERY_INVALID, "host is the id of a host", "host");
        }
    }
}

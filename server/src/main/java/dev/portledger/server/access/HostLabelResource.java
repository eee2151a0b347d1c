package dev.portledger.server.access;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.error.RequestBody;
import dev.portledger.server.host.HostLabels;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The labels of hosts, by which roles are limited: who sets them decides who may do what where, so it is for administrators. */
@Path("/api/hosts/{hostId}/labels")
@Blocking
@RolesAllowed(Role.MAY_ADMINISTER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
class HostLabelResource {

    private final HostLabels labels;
    private final AuditLog audit;
    private final CurrentCaller caller;
    private final Event<SightChanged> sightChanged;

    HostLabelResource(HostLabels labels, AuditLog audit, CurrentCaller caller, Event<SightChanged> sightChanged) {
        this.labels = labels;
        this.audit = audit;
        this.caller = caller;
        this.sightChanged = sightChanged;
    }

    /** Labels in place of those that there are. */
    @Schema(name = "HostLabels")
    public record Labels(
            @Schema(description = "By name; at most 20", examples = "{\"env\":\"prod\"}")
            Optional<Map<String, String>> labels) {}

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Transactional
    @Operation(operationId = "labelHost", summary = "Gives a host these labels in place of those that it has")
    @APIResponse(responseCode = "200", description = "The labels")
    @APIResponse(responseCode = "400", description = "`labels_invalid` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public Labels put(@PathParam("hostId") String hostId, Optional<Labels> body) throws SQLException {
        Map<String, String> wanted = GrantWish.labels(
                RequestBody.present(body)
                        .labels()
                        .orElseThrow(
                                () -> new ProblemException(ErrorCode.BODY_INVALID, "labels is required", "labels")),
                "labels");
        UUID host = id(hostId);
        Map<String, String> before = labels.put(host, wanted).orElseThrow(() -> notFound(hostId));
        if (!before.equals(wanted)) {
            audit.append(AuditDraft.of(new Actor.Person(caller.require().name()), "host.labelled")
                    .onHost(host)
                    .with("before", before)
                    .with("after", wanted));
            sightChanged.fire(new SightChanged());
        }
        return new Labels(Optional.of(wanted));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw notFound(text);
        }
    }

    private static ProblemException notFound(String hostId) {
        return new ProblemException(ErrorCode.HOST_NOT_FOUND, "no host has the id " + hostId, "hostId");
    }
}

package dev.portledger.server.conflict;

import dev.portledger.server.access.CurrentCaller;
import dev.portledger.server.access.HostAccess;
import dev.portledger.server.access.Role;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.error.RequestBody;
import dev.portledger.server.export.ExportPlace;
import dev.portledger.server.ledger.query.Times;
import dev.portledger.server.page.PageLimit;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Failed binds over HTTP. Everybody who is signed in may look; operators snooze, resolve and reopen. */
@Path("/api")
@Blocking
@RolesAllowed(Role.MAY_VIEW)
@Tag(name = "Failed binds", description = "Who wanted a port and did not get it, who had it, and why")
class FailedBindResource {

    private final FailedBindReading reading;
    private final FailedBindService service;
    private final CurrentCaller caller;
    private final HostAccess access;
    private final ExportPlace place;
    private final Clock clock = Clock.systemUTC();

    FailedBindResource(
            FailedBindReading reading,
            FailedBindService service,
            CurrentCaller caller,
            HostAccess access,
            ExportPlace place) {
        this.reading = reading;
        this.service = service;
        this.caller = caller;
        this.access = access;
        this.place = place;
    }

    /** Until when not to show it. */
    @Schema(name = "FailedBindSnooze")
    public record Snooze(Optional<String> until, Optional<String> note) {}

    /** What settled it. */
    @Schema(name = "FailedBindResolution")
    public record Resolution(Optional<String> note) {}

    @GET
    @Path("/failed-binds")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listFailedBinds",
            summary = "Lists failed binds",
            description =
                    "A series of the same failure is one row. With `host`, `port` and `from`: those of a port over a range of"
                            + " time. That there is none does not mean that none has failed: see the facility `events` of the host.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(
            responseCode = "400",
            description =
                    "`query_invalid`, `port_invalid`, `protocol_invalid`, `time_invalid`, `range_invalid` or `cursor_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`: a host that is filtered by does not exist")
    public FailedBindPage list(
            @BeanParam FailedBindParameters filters,
            @Parameter(
                            description =
                                    "last, first, times, port, cause or host; with a minus sign descending; `-last` unless given")
                    @QueryParam("sort")
                    Optional<String> sort,
            @Parameter(
                            description = "Rows on a page, 1 to 200",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "50"))
                    @QueryParam("limit")
                    Optional<String> limit,
            @Parameter(description = "`nextCursor` of the page before, with the same filters and order")
                    @QueryParam("cursor")
                    Optional<String> cursor) {
        return reading.page(
                filters.filter(clock.instant()), FailedBindSort.parse(sort), PageLimit.parse(limit), cursor);
    }

    @GET
    @Path("/failed-binds/facets")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "countFailedBinds",
            summary = "Counts the failed binds of a search by what it can be narrowed down with")
    @APIResponse(responseCode = "200", description = "The counts")
    @APIResponse(responseCode = "400", description = "As in the list")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public FailedBindFacets facets(@BeanParam FailedBindParameters filters) {
        return reading.facets(filters.filter(clock.instant()));
    }

    @GET
    @Path("/failed-binds.csv")
    @Produces("text/csv")
    @Operation(
            operationId = "exportFailedBinds",
            summary = "Exports all failed binds of a search",
            description =
                    "RFC 4180, UTF-8, times in UTC. Values that a spreadsheet would run as a formula start with an"
                            + " apostrophe.")
    @APIResponse(
            responseCode = "200",
            description = "All rows, with a header",
            content = @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "400", description = "As in the list")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    @APIResponse(responseCode = "503", description = ExportPlace.OR_UNAVAILABLE)
    public Response export(
            @BeanParam FailedBindParameters filters,
            @Parameter(description = "As in the list") @QueryParam("sort") Optional<String> sort) {
        FailedBindFilter filter = filters.filter(clock.instant());
        FailedBindCsv csv = new FailedBindCsv(reading, filter, FailedBindSort.parse(sort));
        reading.check(filter);
        place.take();
        StreamingOutput body = csv::write;
        return Response.ok(body, "text/csv;charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"failed-binds.csv\"")
                .build();
    }

    @GET
    @Path("/failed-binds/{hostId}/{failedId}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "failedBind", summary = "One failed bind")
    @APIResponse(responseCode = "200", description = "The failed bind")
    @APIResponse(responseCode = "404", description = "`not_found`")
    public FailedBindRow one(@PathParam("hostId") String hostId, @PathParam("failedId") String failedId) {
        return reading.one(id(hostId), id(failedId));
    }

    @POST
    @Path("/failed-binds/{hostId}/{failedId}/snooze")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "snoozeFailedBind", summary = "Put a failed bind aside until a time")
    @APIResponse(responseCode = "200", description = "The failed bind as it is now")
    @APIResponse(responseCode = "400", description = "`time_invalid` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`not_found`")
    @APIResponse(responseCode = "409", description = "`failed_bind_state_conflict`: it is resolved")
    public FailedBindRow snooze(
            @PathParam("hostId") String hostId, @PathParam("failedId") String failedId, Optional<Snooze> body)
            throws SQLException {
        Snooze snooze = RequestBody.present(body);
        String until = snooze.until()
                .orElseThrow(() -> new ProblemException(ErrorCode.BODY_INVALID, "until is required", "until"));
        service.snooze(person(), operable(hostId), id(failedId), Times.parse(until, "until"), snooze.note());
        return one(hostId, failedId);
    }

    @POST
    @Path("/failed-binds/{hostId}/{failedId}/resolve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "resolveFailedBind", summary = "Say that a failed bind is settled, and by what")
    @APIResponse(responseCode = "200", description = "The failed bind as it is now")
    @APIResponse(responseCode = "400", description = "`reason_required` or `body_invalid`")
    @APIResponse(responseCode = "404", description = "`not_found`")
    @APIResponse(responseCode = "409", description = "`failed_bind_state_conflict`: it is resolved already")
    public FailedBindRow resolve(
            @PathParam("hostId") String hostId, @PathParam("failedId") String failedId, Optional<Resolution> body)
            throws SQLException {
        service.resolve(
                person(),
                operable(hostId),
                id(failedId),
                RequestBody.present(body).note());
        return one(hostId, failedId);
    }

    @POST
    @Path("/failed-binds/{hostId}/{failedId}/reopen")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    @Operation(operationId = "reopenFailedBind", summary = "Take a failed bind up again")
    @APIResponse(responseCode = "200", description = "The failed bind as it is now")
    @APIResponse(responseCode = "404", description = "`not_found`")
    @APIResponse(responseCode = "409", description = "`failed_bind_state_conflict`: it is open")
    public FailedBindRow reopen(@PathParam("hostId") String hostId, @PathParam("failedId") String failedId)
            throws SQLException {
        service.reopen(person(), operable(hostId), id(failedId));
        return one(hostId, failedId);
    }

    /** @throws ProblemException FORBIDDEN_HOST unless the caller is an operator of the host */
    private UUID operable(String hostId) throws SQLException {
        UUID host = id(hostId);
        access.require(caller.require(), host, Role.OPERATOR);
        return host;
    }

    private String person() {
        return caller.require().name();
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw FailedBindReading.notFound(text);
        }
    }
}

package dev.portledger.server.ledger.query;

import dev.portledger.server.access.Role;
import dev.portledger.server.export.ExportPlace;
import dev.portledger.server.page.PageLimit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who holds which port, over all hosts. */
@Path("/api")
@RolesAllowed(Role.MAY_VIEW)
@Tag(name = "Listeners", description = "Who holds which port, over all hosts")
class ListenerResource {

    private final ListenerStore listeners;
    private final FacetStore facets;
    private final ExportPlace place;

    ListenerResource(ListenerStore listeners, FacetStore facets, ExportPlace place) {
        this.listeners = listeners;
        this.facets = facets;
        this.place = place;
    }

    @GET
    @Path("/listeners")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listListeners",
            summary = "Lists listeners, now or as of a time",
            description =
                    "TCP sockets in LISTEN and bound UDP sockets. Hosts that were not watched at the time are named in"
                            + " `unknownHosts`: for them, no row does not mean free.")
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(
            responseCode = "400",
            description = "`query_invalid`, `port_invalid`, `protocol_invalid`, `time_invalid` or `cursor_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`: a host that is filtered by does not exist")
    public ListenerPage list(
            @BeanParam ListenerParameters filters,
            @Parameter(
                            description =
                                    "port, process, user, unit, host, address or began; with a minus sign descending",
                            example = "-began")
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
        return listeners.page(filters.filter(), ListenerSort.parse(sort), PageLimit.parse(limit), cursor);
    }

    @GET
    @Path("/listeners/facets")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "countListeners",
            summary = "Counts the listeners of a search by what it can be narrowed down with")
    @APIResponse(responseCode = "200", description = "The counts")
    @APIResponse(
            responseCode = "400",
            description = "`query_invalid`, `port_invalid`, `protocol_invalid` or `time_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    public ListenerFacets facets(@BeanParam ListenerParameters filters) {
        return facets.count(filters.filter());
    }

    @GET
    @Path("/listeners.csv")
    @Produces("text/csv")
    @Operation(
            operationId = "exportListeners",
            summary = "Exports all listeners of a search",
            description =
                    "RFC 4180, UTF-8, times in UTC. Values that a spreadsheet would run as a formula start with an"
                            + " apostrophe.")
    @APIResponse(
            responseCode = "200",
            description = "All rows, with a header",
            content = @Content(mediaType = "text/csv", schema = @Schema(implementation = String.class)))
    @APIResponse(
            responseCode = "400",
            description = "`query_invalid`, `port_invalid`, `protocol_invalid` or `time_invalid`")
    @APIResponse(responseCode = "404", description = "`host_not_found`")
    @APIResponse(responseCode = "503", description = ExportPlace.OR_UNAVAILABLE)
    public Response export(
            @BeanParam ListenerParameters filters,
            @Parameter(description = "As in the list") @QueryParam("sort") Optional<String> sort,
            @Parameter(
                            description = "Names of columns between commas, in the order wanted",
                            example = "port,protocol,address,process,pid,user,unit,container,host,began")
                    @QueryParam("columns")
                    Optional<String> columns) {
        ListenerCsv csv =
                new ListenerCsv(listeners, filters.filter(), ListenerSort.parse(sort), CsvColumn.parse(columns));
        csv.check();
        place.take();
        StreamingOutput body = csv::write;
        return Response.ok(body, "text/csv;charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"listeners.csv\"")
                .build();
    }
}

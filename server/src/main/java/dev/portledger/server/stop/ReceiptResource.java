package dev.portledger.server.stop;

import dev.portledger.server.access.Role;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.trust.Receipts;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What hosts signed of stops, for whoever wants to check it. */
@Path("/api/stops/{stopId}/receipts")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
public class ReceiptResource {

    private final Receipts receipts;
    private final StopReading stops;
    private final Reading reading;

    ReceiptResource(Receipts receipts, StopReading stops, Reading reading) {
        this.receipts = receipts;
        this.stops = stops;
        this.reading = reading;
    }

    /** What a host signed of a stop. */
    @Schema(name = "StopReceipts")
    public record StopReceipts(List<Receipts.Kept> items) {
        public StopReceipts {
            items = List.copyOf(items);
        }
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    @Operation(operationId = "listStopReceipts", summary = "What the host signed of a stop, with the key to check it")
    @APIResponse(responseCode = "200", description = "Earliest first; empty for a stop that no host has signed for")
    @APIResponse(responseCode = "404", description = "`not_found`")
    public StopReceipts receipts(@PathParam("stopId") String stopId) throws SQLException {
        UUID id = stops.find(StopResource.id(stopId)).stopId();
        return new StopReceipts(reading.read(connection -> receipts.of(connection, id)));
    }
}

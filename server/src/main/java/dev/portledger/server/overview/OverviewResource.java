package dev.portledger.server.overview;

import dev.portledger.server.access.Role;
import dev.portledger.server.approval.ApprovalReading;
import dev.portledger.server.approval.BreakGlass;
import dev.portledger.server.conflict.FailedBindReading;
import dev.portledger.server.host.HostDirectory;
import dev.portledger.server.ledger.query.ActivityStore;
import dev.portledger.server.ledger.query.CountsStore;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.stop.StopReading;
import dev.portledger.server.stop.StopView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The fleet at a glance. */
@Path("/api/overview")
@RolesAllowed(Role.MAY_VIEW)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Overview", description = "The fleet at a glance")
class OverviewResource {

    private static final int RECENT = 20;
    private static final int RECENT_STOPS = 10;

    private final Reading reading;
    private final HostDirectory hosts;
    private final CountsStore counts;
    private final ActivityStore activity;
    private final StopReading stops;
    private final ApprovalReading approvals;
    private final BreakGlass glass;
    private final FailedBindReading failedBinds;
    private final Clock clock = Clock.systemUTC();

    OverviewResource(
            Reading reading,
            HostDirectory hosts,
            CountsStore counts,
            ActivityStore activity,
            StopReading stops,
            ApprovalReading approvals,
            BreakGlass glass,
            FailedBindReading failedBinds) {
        this.reading = reading;
        this.hosts = hosts;
        this.counts = counts;
        this.activity = activity;
        this.stops = stops;
        this.approvals = approvals;
        this.glass = glass;
        this.failedBinds = failedBinds;
    }

    @GET
    @Operation(
            operationId = "getOverview",
            summary = "Counts what there is and tells what happened last",
            description = "Each number is the total of the list that its description names.")
    @APIResponse(responseCode = "200", description = "The overview")
    public Overview overview() throws SQLException {
        long stopsOpen = stops.open();
        long approvalsPending = approvals.pending();
        long breakGlassOpen = glass.open();
        List<StopView> recentStops = stops.newest(RECENT_STOPS);
        return reading.read(connection -> new Overview(
                clock.instant(),
                hosts.count(connection),
                counts.count(connection),
                stopsOpen,
                approvalsPending,
                breakGlassOpen,
                failedBinds.openByCause(connection),
                activity.latest(connection, RECENT),
                recentStops));
    }
}

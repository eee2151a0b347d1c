package dev.portledger.server.overview;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.portledger.server.host.HostCounts;
import dev.portledger.server.ledger.query.ActivityItem;
import dev.portledger.server.ledger.query.FacetValue;
import dev.portledger.server.ledger.query.LedgerCounts;
import dev.portledger.server.stop.StopView;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fleet at a glance. */
public record Overview(
        Instant asOf,
        HostCounts hosts,
        @JsonUnwrapped LedgerCounts counts,

        @Schema(description = "Stops that are requested or running: stops?state=…")
        long stopsOpen,

        @Schema(description = "Waits for others to agree: approvals?state=PENDING")
        long approvalsPending,

        @Schema(description = "What was run by break-glass and nobody has taken note of: break-glass?open=true")
        long breakGlassOpen,

        @Schema(description = "Open failed binds by cause, the most frequent first: failed-binds?state=open&cause=…")
        List<FacetValue> failedBindsOpen,

        @Schema(description = "What happened last on any host, newest first, at most 20")
        List<ActivityItem> recent,

        @Schema(description = "The newest stops, newest first, at most 10")
        List<StopView> recentStops) {

    public Overview {
        failedBindsOpen = List.copyOf(failedBindsOpen);
        recent = List.copyOf(recent);
        recentStops = List.copyOf(recentStops);
    }
}

package dev.portledger.server.ledger.query;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How a holding ended. */
public record HoldingEnd(
        @Schema(description = "Known to be gone from here") Instant at,
        @Schema(description = "Known to hold until here") Instant after,
        How how) {

    @Schema(name = "HoldingEndHow")
    public enum How {
        /** The kernel said so. */
        EVENT,
        /** It was there at one look and not at the next. */
        BETWEEN_LOOKS,
        /** It ended while nobody was watching. */
        AGENT_GONE,
        HOST_REBOOTED,
        /** The socket goes on with other holders. */
        HOLDERS_CHANGED
    }
}

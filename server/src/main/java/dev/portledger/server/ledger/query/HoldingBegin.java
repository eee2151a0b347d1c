package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How a holding began. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HoldingBegin(
        @Schema(description = "Known to hold from here") Instant at,

        @Schema(description = "Known not to hold at this time; absent: nothing is known of before")
        Optional<Instant> after,

        How how) {

    @Schema(name = "HoldingBeginHow")
    public enum How {
        /** The kernel said so. */
        EVENT,
        /** It was there at one look and not at the one before. */
        BETWEEN_LOOKS,
        /** It was there at the first look of all. */
        FIRST_LOOK,
        /** It was there at the first look after a time without. */
        AFTER_GAP,
        /** The socket was there already, with other holders. */
        HOLDERS_CHANGED
    }
}

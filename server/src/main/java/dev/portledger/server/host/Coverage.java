package dev.portledger.server.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A time in which a host was watched. What lies between two of them is unknown. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Coverage(
        Instant from,
        @Schema(description = "Last look that is known of") Instant until,
        @Schema(description = "Absent while it goes on") Optional<EndedHow> endedHow,
        @Schema(description = "Of a gap, for people") Optional<String> reason) {

    @Schema(name = "CoverageEndedHow")
    public enum EndedHow {
        AGENT_GONE,
        HOST_REBOOTED,
        /** The agent went on, and has not kept what it saw. */
        GAP
    }
}

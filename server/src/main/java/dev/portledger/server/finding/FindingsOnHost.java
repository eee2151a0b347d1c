package dev.portledger.server.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.host.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was found on a host, and what could not be judged. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FindingsOnHost(
        UUID hostId,

        @Schema(description = "Whether the host is watched right now")
        Watch watch,

        @Schema(description = "Last look at the host, as of which this holds; absent before the first")
        Optional<Instant> lookedAt,

        @Schema(description = "By code, then by port; at most 100")
        List<FindingRow> findings,

        @Schema(description = "How many there are beyond those")
        int more,

        @Schema(description = "Of which kind there may be others, and why that is not known")
        List<NotJudged> unknown) {

    public FindingsOnHost {
        findings = List.copyOf(findings);
        unknown = List.copyOf(unknown);
    }

    /** A kind of finding that could not be looked for, or not everywhere. */
    @Schema(name = "FindingNotJudged")
    public record NotJudged(
            FindingCode code,
            @Schema(description = "A sentence") String why) {}
}

package dev.portledger.server.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.PolicyFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** All that is known of a host itself. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostDetail(
        @JsonUnwrapped HostRow host,

        @Schema(description = "The boot that its agent last spoke of")
        Optional<UUID> bootId,

        Optional<Instant> bootedAt,
        Instant enrolledAt,

        @Schema(description = "What its agent can see there, and what not; absent before its first connection")
        Optional<List<Facility>> facilities,

        @Schema(
                description =
                        "What the host does not let be stopped, whoever asks; absent where its agent did not tell")
        Optional<PolicyFacts> policy,

        @Schema(description = "Resident memory of the agent")
        Optional<Long> residentBytes,

        @Schema(description = "Frames that wait there for the server")
        Optional<Integer> outboxFrames,

        @Schema(description = "When it was watched in the last 7 days, earliest first")
        List<Coverage> coverage) {

    public HostDetail {
        coverage = List.copyOf(coverage);
    }
}

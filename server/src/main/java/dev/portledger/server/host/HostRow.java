package dev.portledger.server.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A host in a list. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record HostRow(
        UUID hostId,
        @Schema(examples = "web-12") String name,
        Watch watch,

        @Schema(description = "When its agent last said something, server's clock")
        Optional<Instant> lastFrameAt,

        @Schema(description = "Last look at its sockets") Optional<Instant> lookedAt,

        @Schema(description = "When its agent last connected; absent: never")
        Optional<Instant> connectedAt,

        @Schema(examples = "Ubuntu 24.04.3 LTS") Optional<String> os,
        @Schema(examples = "6.8.0-87-generic") Optional<String> kernel,
        Optional<String> agentVersion,

        @Schema(description = "Open listeners at the last look; absent: never looked")
        Optional<Integer> listeners,

        @Schema(
                description = "Server's clock minus the agent's",
                implementation = String.class,
                format = "duration",
                examples = "PT0.012S")
        Optional<Duration> skew,

        @Schema(description = "Worst first") List<HostProblem> problems,

        @Schema(description = "By name; roles are limited to hosts by them", examples = "{\"env\":\"prod\"}")
        Map<String, String> labels) {

    public HostRow {
        problems = List.copyOf(problems);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}

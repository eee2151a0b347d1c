package dev.portledger.server.agentadmin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.frame.Facility;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An agent in the list. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "Agent")
public record AgentRow(
        UUID hostId,
        String name,
        AgentStatus status,

        @Schema(description = "When it last said something, server's clock")
        Optional<Instant> lastFrameAt,

        @Schema(description = "Its last look at the host's sockets that is in the ledger")
        Optional<Instant> lookedAt,

        @Schema(description = "Frames that waited there for the server at its last heartbeat")
        Optional<Integer> outboxFrames,

        Optional<String> agentVersion,

        @Schema(
                description = "Server's clock minus the agent's",
                implementation = String.class,
                format = "duration",
                examples = "PT0.012S")
        Optional<Duration> skew,

        @Schema(description = "What it can see, and what not; absent before its first connection")
        Optional<List<Facility>> facilities,

        @Schema(description = "Whether it takes commands; UNKNOWN before its first connection")
        CommandsTaken commands,

        @Schema(description = "Fingerprint of the host's key")
        String keyId,

        @Schema(description = "Of the key that it is about to use; absent unless it replaces its key")
        Optional<String> nextKeyId,

        @Schema(description = "Somebody asked for another key, and the agent has not answered yet")
        Optional<Instant> rekeyAskedAt,

        Instant enrolledAt,

        @Schema(description = "The token that it was last enrolled with; absent where that was not kept")
        Optional<UUID> enrolledWith,

        @Schema(description = "Who made that token: a user's name, or `server`")
        Optional<String> tokenBy,

        Map<String, String> labels,
        Optional<Instant> revokedAt,
        Optional<String> revokedBy,
        Optional<String> revokeReason) {

    /** Whether the server's commands mean something to the agent. */
    @Schema(name = "CommandsTaken")
    public enum CommandsTaken {
        YES,
        /** It knows no key of the server's. */
        NO_KEY,
        /** It knows another key than the one that commands are signed with. */
        OTHER_KEY,
        UNKNOWN
    }
}

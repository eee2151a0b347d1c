package dev.portledger.server.approval;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What somebody said.
 *
 * @param token the API token that said it; empty: in a session
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "ApprovalDecision", description = "What somebody said when they were asked.")
public record Decision(
        UUID person,
        String name,
        Optional<String> token,
        @Schema(name = "decision") Says decision,
        Optional<String> comment,
        Instant at) {

    /** Yes or no. */
    @Schema(name = "ApprovalSays")
    public enum Says {
        APPROVE,
        REJECT
    }

    @JsonIgnore
    boolean approves() {
        return decision == Says.APPROVE;
    }
}

package dev.portledger.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A token as it is told of after it was shown once. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ApiToken(
        UUID tokenId,
        String name,

        @Schema(description = "Whose it is") String userName,

        @Schema(description = "It may do what this role lets do, and never more than its owner at that time")
        String role,

        @Schema(description = "Only on hosts with these labels; empty: every host of its owner")
        Map<String, String> on,

        Instant createdAt,
        Instant expiresAt,

        @Schema(description = "Within a minute; absent: never used")
        Optional<Instant> lastUsedAt,

        Optional<Instant> revokedAt,

        @Schema(description = "ACTIVE, EXPIRED, REVOKED, or OWNER_DISABLED")
        State state) {

    /** Whether it is good. */
    @Schema(name = "ApiTokenState")
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED,
        OWNER_DISABLED
    }
}

package dev.portledger.server.enrolment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.portledger.domain.frame.FrameJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A token, without its text, which only whoever made it was told. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record EnrolmentToken(
        UUID tokenId,
        State state,
        Instant createdAt,
        @Schema(description = "A user's name, or `server`") String createdBy,
        Instant expiresAt,

        @Schema(description = "Good for a host of this name only")
        Optional<String> hostname,

        @Schema(description = "Good for this host only, which may have another key than before or be revoked")
        Optional<UUID> forHost,

        Optional<String> forHostName,

        @Schema(description = "Given to the host that uses it")
        Map<String, String> labels,

        Optional<Instant> usedAt,
        Optional<UUID> usedBy,
        Optional<String> usedByName,
        Optional<Instant> revokedAt,
        Optional<String> revokedBy) {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    /** What has become of it. */
    @Schema(name = "EnrolmentTokenState")
    public enum State {
        PENDING,
        USED,
        EXPIRED,
        REVOKED
    }

    static Map<String, String> labels(String json) {
        try {
            return new TreeMap<>(FrameJson.mapper().readValue(json, LABELS));
        } catch (JacksonException e) {
            throw new IllegalStateException("a token has labels that cannot be read", e);
        }
    }
}

package dev.portledger.server.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A stop that was run without the approvals that it needed. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "BreakGlass", description = "A stop that was run without the approvals that it needed.")
public record GlassView(
        UUID subjectId,
        Subject.Kind kind,
        Optional<UUID> hostId,
        String title,
        String reason,
        @Schema(description = "What was not met") List<Demand> waived,
        String brokenBy,
        UUID brokenSubject,
        Instant brokenAt,

        @Schema(description = "Who took note; absent: nobody yet")
        Optional<String> acknowledgedBy,

        Optional<Instant> acknowledgedAt) {

    /** The newest of them. */
    @Schema(name = "BreakGlassList")
    public record Page(List<GlassView> items) {}
}

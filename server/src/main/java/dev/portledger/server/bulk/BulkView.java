package dev.portledger.server.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.server.approval.ApprovalView;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.GlassView;
import dev.portledger.server.stop.StopView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A bulk stop as callers see it. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "BulkStop", description = "One request over many hosts, with a line for each stop.")
public record BulkView(
        UUID bulkId,

        @Schema(enumeration = {"PLANNED", "AWAITING_APPROVAL", "APPROVED", "RUNNING", "SETTLED", "DISCARDED"})
        String state,

        @Schema(description = "In words, as whoever planned it chose the lines")
        String what,

        int waveSize,

        @Schema(
                implementation = String.class,
                format = "duration",
                description = "Between the end of a wave and the next one")
        Duration pause,

        @Schema(description = "With more failed lines no further wave begins")
        int maxFailures,

        List<Demand> demands,
        String plannedBy,
        Instant plannedAt,

        @Schema(description = "Of the plan, the wait for others or the approval; absent once it has begun")
        Optional<Instant> expiresAt,

        Optional<String> reason,
        Optional<String> ticket,
        Optional<String> requestedBy,
        Optional<Instant> requestedAt,

        @Schema(description = "Hosts on which something is done")
        int hosts,

        int waves,

        @Schema(description = "The last one that has begun; 0 before the first")
        int wave,

        @Schema(description = "Why no further wave begins") Optional<String> halted,
        Optional<Instant> settledAt,
        Counts counts,
        Optional<ApprovalView> approval,
        Optional<GlassView> breakGlass,
        @Schema(description = "Absent in lists") Optional<List<Line>> lines) {

    /** Lines by how they stand; together all of them. */
    @Schema(name = "BulkCounts")
    public record Counts(int refused, int ready, int running, int freed, int failed, int skipped) {}

    /** How a line stands. */
    @Schema(name = "BulkStanding")
    public enum Standing {
        REFUSED,
        READY,
        RUNNING,
        FREED,
        FAILED,
        SKIPPED
    }

    /** One line. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "BulkLine")
    public record Line(
            int line,
            UUID hostId,
            String label,

            @Schema(description = "Absent: refused when it was planned")
            Optional<Integer> wave,

            Standing standing,

            @Schema(description = "Code of why it was not run")
            Optional<String> problem,

            Optional<String> detail,
            Optional<StopView> stop) {}

    /** A page of them, without their lines. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "BulkStopPage")
    public record Page(List<BulkView> items, Optional<String> nextCursor) {}
}

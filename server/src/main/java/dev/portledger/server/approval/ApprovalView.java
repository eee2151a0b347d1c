package dev.portledger.server.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A wait for others to agree, as callers see it. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "Approval", description = "A wait for others to agree to a stop or to a bulk stop.")
public record ApprovalView(
        @Schema(description = "The stop, or the bulk stop") UUID subjectId,
        @Schema(name = "kind") Subject.Kind kind,
        String title,
        Optional<UUID> hostId,
        Optional<Protocol> protocol,
        Optional<Integer> port,

        @Schema(description = "Of exactly the plan that is asked for; whoever agrees sends it back")
        String digest,

        List<Demand> demands,
        String reason,
        Optional<String> ticket,
        String requestedBy,
        Instant requestedAt,

        @Schema(description = "Others may agree until then") Instant expiresAt,

        @Schema(description = "It may be run until then; absent until it is approved")
        Optional<Instant> runBefore,

        ApprovalState state,
        Optional<Instant> endedAt,

        @Schema(description = "How many of those that are needed have agreed")
        int given,

        int needed,
        List<Decision> decisions,

        @Schema(description = "Whether whoever asks may decide: not what they have asked for themselves, and not twice")
        boolean mayDecide,

        @Schema(description = "Whether whoever asks has asked for it, and runs it once it is approved")
        boolean own) {

    /** A page of them. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "ApprovalPage")
    public record Page(List<ApprovalView> items, long pending, Optional<String> nextCursor) {}

    static ApprovalView of(ApprovalRequest request, List<Decision> decisions, Person asking, boolean approver) {
        boolean own = asking.subject().equals(request.requester().subject());
        boolean decided = decisions.stream().anyMatch(said -> said.person().equals(asking.subject()));
        return new ApprovalView(
                request.subject().id(),
                request.subject().kind(),
                request.subject().title(),
                request.subject().place().map(Subject.Place::hostId),
                request.subject().place().map(Subject.Place::protocol),
                request.subject().place().map(Subject.Place::port),
                request.digest(),
                request.demands(),
                request.reason(),
                request.ticket(),
                request.requester().name(),
                request.requestedAt(),
                request.expiresAt(),
                request.runBefore(),
                request.state(),
                request.endedAt(),
                request.needed() - Math.max(0, ApprovalRequest.missing(request.demands(), decisions)),
                request.needed(),
                decisions,
                approver
                        && !decided
                        && request.state() == ApprovalState.PENDING
                        && !own
                        && request.demands().stream().anyMatch(demand -> demand.takes(asking.name())),
                own);
    }
}

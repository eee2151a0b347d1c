package dev.portledger.server.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.server.approval.ApprovalView;
import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.GlassView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A stop as callers see it. */
@Schema(name = "Stop", description = "A stop from its plan to its verified outcome.")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record StopView(
        UUID stopId,
        UUID hostId,
        String hostName,
        Protocol protocol,
        int port,
        String address,

        @Schema(
                enumeration = {
                    "PLANNED",
                    "AWAITING_APPROVAL",
                    "APPROVED",
                    "REQUESTED",
                    "RUNNING",
                    "SETTLED",
                    "DISCARDED"
                })
        String state,

        StopMethod method,
        StopTarget target,
        List<Holder> holders,

        @Schema(
                description =
                        "The socket as the agent saw it when the plan was made; absent where there is none, as for a release of TIME_WAIT where nobody holds the port")
        Optional<Listener> listener,

        @Schema(description = "What a release of TIME_WAIT sockets is for, when the plan was made")
        Optional<TimeWait> timeWait,

        List<StopPlan.AlsoEnds> alsoEnds,
        List<StopPlan.Remark> comesBack,

        @Schema(description = "Who wants or needs what ends")
        List<StopPlan.Remark> dependents,

        List<StopPlan.Remark> warnings,

        @Schema(description = "What an operator on the host would type for the same")
        List<String> commands,

        String plannedBy,
        Instant plannedAt,
        Instant planExpiresAt,

        @Schema(description = "The timed-out SIGTERM that this SIGKILL follows")
        Optional<UUID> follows,

        @Schema(description = "What the rules demand of it, and why; of those that were in force when it was planned")
        List<Demand> demands,

        @Schema(description = "Set when others were asked to agree")
        Optional<ApprovalView> approval,

        @Schema(description = "Set when it was run without them")
        Optional<GlassView> breakGlass,

        @Schema(description = "The bulk stop that it is a line of")
        Optional<UUID> bulkId,

        Optional<String> reason,
        Optional<String> ticket,
        Optional<String> requestedBy,
        Optional<Instant> requestedAt,

        @Schema(description = "The agent does not begin after it")
        Optional<Instant> deadline,

        @Schema(description = "When somebody called it off") Optional<Instant> abortAskedAt,
        List<Step> steps,
        Optional<StopOutcome> outcome,
        Optional<Instant> settledAt,
        boolean mayFollowWithSigkill,

        @Schema(description = "Whether a release of the TIME_WAIT sockets it has left may follow")
        boolean mayReleaseTimeWait) {

    /** A step the agent has reported. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "StopStepTaken")
    public record Step(StopStep step, Instant at, Optional<String> detail) {}

    /** TIME_WAIT sockets of the endpoint. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "StopTimeWait")
    public record TimeWait(
            int count,

            @Schema(description = "When the last of them leaves by itself; absent where the kernel does not tell")
            Optional<Instant> lastLeavesAt) {}

    /** What belongs to a stop and is kept elsewhere. */
    record Around(
            String hostName,
            List<StopStore.TakenStep> steps,
            Optional<ApprovalView> approval,
            Optional<GlassView> breakGlass) {}

    static StopView of(Stop stop, Around around) {
        Optional<StopRequest> asked = stop.state().asked();
        Optional<StopAsked> waiting = stop.state().waiting();
        Optional<StopState.Settled> settled =
                stop.state() instanceof StopState.Settled end ? Optional.of(end) : Optional.empty();
        StopPlan plan = stop.plan();
        return new StopView(
                stop.stopId(),
                stop.hostId(),
                around.hostName(),
                stop.protocol(),
                stop.port(),
                plan.target().socket().endpoint().address().text(),
                stop.state().code(),
                plan.method(),
                plan.target(),
                plan.holders(),
                plan.listener(),
                plan.timeWait()
                        .map(left -> new TimeWait(
                                left.count(), left.lastLeavesAfter().map(stop.plannedAt()::plus))),
                plan.alsoEnds(),
                plan.comesBack(),
                plan.dependents().orElse(List.of()),
                plan.warnings(),
                plan.commands(),
                stop.plannedBy(),
                stop.plannedAt(),
                stop.planExpiresAt(),
                stop.follows(),
                stop.demands(),
                around.approval(),
                around.breakGlass(),
                stop.bulkId(),
                asked.map(StopRequest::reason).or(() -> waiting.map(StopAsked::reason)),
                asked.flatMap(StopRequest::ticket).or(() -> waiting.flatMap(StopAsked::ticket)),
                asked.map(StopRequest::requestedBy).or(() -> waiting.map(StopAsked::by)),
                asked.map(StopRequest::requestedAt).or(() -> waiting.map(StopAsked::at)),
                asked.map(StopRequest::deadline),
                asked.flatMap(StopRequest::abortAskedAt),
                around.steps().stream()
                        .map(taken -> new Step(taken.step(), taken.at(), taken.detail()))
                        .toList(),
                settled.map(StopState.Settled::outcome),
                settled.map(StopState.Settled::at),
                StopService.mayFollowWithSigkill(stop),
                StopService.mayReleaseTimeWait(stop));
    }
}

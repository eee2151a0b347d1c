package dev.portledger.server.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
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

        @Schema(enumeration = {"PLANNED", "REQUESTED", "RUNNING", "SETTLED", "DISCARDED"})
        String state,

        StopMethod method,
        StopTarget target,
        List<Holder> holders,

        @Schema(description = "The socket as the agent saw it when the plan was made")
        Listener listener,

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

    static StopView of(Stop stop, String hostName, List<StopStore.TakenStep> steps) {
        Optional<StopRequest> asked = stop.state().asked();
        Optional<StopState.Settled> settled =
                stop.state() instanceof StopState.Settled end ? Optional.of(end) : Optional.empty();
        StopPlan plan = stop.plan();
        return new StopView(
                stop.stopId(),
                stop.hostId(),
                hostName,
                stop.protocol(),
                stop.port(),
                plan.target().socket().endpoint().address().text(),
                stop.state().code(),
                plan.method(),
                plan.target(),
                plan.holders(),
                plan.listener(),
                plan.alsoEnds(),
                plan.comesBack(),
                plan.dependents().orElse(List.of()),
                plan.warnings(),
                plan.commands(),
                stop.plannedBy(),
                stop.plannedAt(),
                stop.planExpiresAt(),
                stop.follows(),
                asked.map(StopRequest::reason),
                asked.flatMap(StopRequest::ticket),
                asked.map(StopRequest::requestedBy),
                asked.map(StopRequest::requestedAt),
                asked.map(StopRequest::deadline),
                asked.flatMap(StopRequest::abortAskedAt),
                steps.stream()
                        .map(taken -> new Step(taken.step(), taken.at(), taken.detail()))
                        .toList(),
                settled.map(StopState.Settled::outcome),
                settled.map(StopState.Settled::at),
                StopService.mayFollowWithSigkill(stop),
                StopService.mayReleaseTimeWait(stop));
    }
}

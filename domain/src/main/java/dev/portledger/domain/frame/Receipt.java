package dev.portledger.domain.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a host signs of a stop: that it took this step, or that it ended so.
 *
 * @param step the step; empty in the receipt of an outcome
 * @param outcome how it ended; empty in the receipt of a step
 * @param at by the agent's clock
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Receipt(
        UUID hostId,
        UUID stopId,
        Optional<StopStep> step,
        Optional<StopOutcome> outcome,
        Optional<String> detail,
        Instant at) {

    public static Receipt of(UUID hostId, AgentFrame.StopProgress progress) {
        return new Receipt(
                hostId,
                progress.stopId(),
                Optional.of(progress.step()),
                Optional.empty(),
                progress.detail(),
                progress.at());
    }

    public static Receipt of(UUID hostId, AgentFrame.StopResult result) {
        return new Receipt(
                hostId,
                result.stopId(),
                Optional.empty(),
                Optional.of(result.outcome()),
                Optional.empty(),
                result.at());
    }

    public byte[] bytes() {
        return FrameJson.payload(this);
    }

    /** Empty for bytes that are none. */
    public static Optional<Receipt> read(byte[] bytes) {
        return FrameJson.payload(bytes, Receipt.class);
    }
}

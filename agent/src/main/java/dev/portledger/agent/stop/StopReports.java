package dev.portledger.agent.stop;

import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Who is told how stops go on. What is told here must not get lost. */
public interface StopReports {

    void step(UUID stopId, StopStep step, Instant at, Optional<String> detail);

    /** May be told twice after a restart. */
    void settled(UUID stopId, StopOutcome outcome, Instant at);
}

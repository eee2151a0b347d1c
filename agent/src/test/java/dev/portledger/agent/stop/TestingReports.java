package dev.portledger.agent.stop;

import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Remembers what was told. */
final class TestingReports implements StopReports {

    record Settled(UUID stopId, StopOutcome outcome) {}

    private final List<StopStep> steps = new ArrayList<>();
    private final List<Settled> outcomes = new ArrayList<>();

    @Override
    public synchronized void step(UUID stopId, StopStep step, Instant at, Optional<String> detail) {
        steps.add(step);
    }

    @Override
    public synchronized void settled(UUID stopId, StopOutcome outcome, Instant at) {
        outcomes.add(new Settled(stopId, outcome));
    }

    synchronized List<StopStep> steps() {
        return List.copyOf(steps);
    }

    synchronized List<StopOutcome> outcomes(UUID stopId) {
        return outcomes.stream()
                .filter(settled -> settled.stopId().equals(stopId))
                .map(Settled::outcome)
                .toList();
    }
}

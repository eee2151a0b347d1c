package dev.portledger.agent.cli;

import dev.portledger.agent.stop.StopReports;
import dev.portledger.agent.uplink.HostTrust;
import dev.portledger.agent.uplink.Outbox;
import dev.portledger.domain.frame.AgentFrame.StopProgress;
import dev.portledger.domain.frame.AgentFrame.StopResult;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tells the server of stops by numbered frames, each with a receipt. */
record OutboxReports(Outbox outbox, HostTrust trust) implements StopReports {

    @Override
    public void step(UUID stopId, StopStep step, Instant at, Optional<String> detail) {
        outbox.appendStop(position -> trust.receipted(new StopProgress(position, stopId, step, at, detail)));
    }

    @Override
    public void settled(UUID stopId, StopOutcome outcome, Instant at) {
        outbox.appendStop(position -> trust.receipted(new StopResult(position, stopId, outcome, at)));
    }
}

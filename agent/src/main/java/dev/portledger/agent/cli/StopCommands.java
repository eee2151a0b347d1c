package dev.portledger.agent.cli;

import dev.portledger.agent.stop.Stops;
import dev.portledger.agent.uplink.ServerCommands;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.ServerFrame;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/** Hands the server's commands to the part that carries them out. */
record StopCommands(Stops stops) implements ServerCommands {

    @Override
    public void inspect(ServerFrame.Inspect request, Consumer<Evidence> answer) {
        stops.inspect(request, answer);
    }

    @Override
    public void stop(ServerFrame.Stop request, Instant deadline) {
        stops.stop(request, deadline);
    }

    @Override
    public void abort(UUID stopId) {
        stops.abort(stopId);
    }
}

package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.ServerFrame;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/** What the server can ask of this agent. Calls come from the connection's thread and return at once. */
public interface ServerCommands {

    /** @param answer takes the evidence, from any thread; it is dropped when the connection has changed by then */
    void inspect(ServerFrame.Inspect request, Consumer<Evidence> answer);

    /** @param deadline {@link ServerFrame.Stop#deadline} by the agent's clock */
    void stop(ServerFrame.Stop request, Instant deadline);

    void abort(UUID stopId);
}

package dev.portledger.server.ingest;

import dev.portledger.domain.frame.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** An agent that has said hello and was welcomed on this server. */
public interface AgentConnection {

    UUID hostId();

    /** The boot the agent speaks of. */
    UUID bootId();

    Instant connectedAt();

    /** The server's clock minus the agent's, as last measured. */
    Duration skew();

    /**
     * Hands a frame to the connection. That it arrives is not promised: what must be known is reported by the agent.
     *
     * @return false if the connection is already closed
     */
    boolean send(ServerFrame frame);
}

package dev.portledger.server.ingest;

import java.time.Duration;
import java.util.UUID;

/** The host's agent is connected and has not answered in time. */
public final class AgentTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AgentTimeoutException(UUID hostId, Duration waited) {
        super("the agent of host " + hostId + " has not answered within " + waited);
    }
}

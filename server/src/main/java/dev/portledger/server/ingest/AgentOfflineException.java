package dev.portledger.server.ingest;

import java.util.UUID;

/** The host's agent is not connected to this server. */
public final class AgentOfflineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AgentOfflineException(UUID hostId) {
        super("the agent of host " + hostId + " is not connected");
    }
}

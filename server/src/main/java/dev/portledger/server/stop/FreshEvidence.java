package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.ingest.AgentConnection;
import dev.portledger.server.ingest.AgentConnections;
import dev.portledger.server.ingest.AgentOfflineException;
import dev.portledger.server.ingest.AgentTimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** What a host's agent sees on a port, now. */
@ApplicationScoped
class FreshEvidence {

    private final AgentConnections agents;

    FreshEvidence(AgentConnections agents) {
        this.agents = agents;
    }

    /**
     * Waits for the agent's answer.
     *
     * @throws ProblemException AGENT_OFFLINE, AGENT_TIMEOUT, or COMMANDS_NOT_TAKEN where a stop would not be carried out anyway
     */
    AgentFrame.Evidence of(UUID hostId, SocketKey socket) throws SQLException {
        Optional<AgentConnection> connection = agents.of(hostId);
        Optional<String> objection = connection.isPresent() ? connection.get().commandObjection() : Optional.empty();
        if (objection.isPresent()) {
            throw new ProblemException(ErrorCode.COMMANDS_NOT_TAKEN, objection.get());
        }
        try {
            return agents.inspect(hostId, socket).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case AgentOfflineException offline ->
                    new ProblemException(ErrorCode.AGENT_OFFLINE, String.valueOf(offline.getMessage()));
                case AgentTimeoutException timeout ->
                    new ProblemException(ErrorCode.AGENT_TIMEOUT, String.valueOf(timeout.getMessage()));
                case null, default -> e;
            };
        }
    }
}

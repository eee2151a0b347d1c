package dev.portledger.server.ingest;

import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An agent that has said hello and was welcomed on this server. */
public interface AgentConnection {

    UUID hostId();

    /** The boot the agent speaks of. */
    UUID bootId();

    Instant connectedAt();

    /** The server's clock minus the agent's, as last measured. */
    Duration skew();

    /** Why a command would be of no use now, in a sentence for people; empty where it would be taken. */
    Optional<String> commandObjection() throws SQLException;

    /** Has the agent told goodbye, for good. */
    void dismiss(ProblemCode code, String message);

    /** Tells the agent of command keys that it does not know yet. */
    void tellCommandKeys() throws SQLException;

    /**
     * Hands a frame to the connection; a command is signed. That it arrives is not promised: what must be known is reported by the agent.
     *
     * @return false if the connection is already closed, or the command could not be signed for this agent
     */
    boolean send(ServerFrame frame);
}

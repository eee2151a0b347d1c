package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;

/** Takes what agents say to checkpoints of the audit log. Calls come from the connection's thread and return at once. */
public interface WitnessFrames {

    void stands(AgentConnection connection, AgentFrame.Witness frame);

    void cosigned(AgentConnection connection, AgentFrame.Cosigned frame);

    void refused(AgentConnection connection, AgentFrame.CheckpointRefused frame);
}

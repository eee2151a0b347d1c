package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.server.ledger.AgentClock;
import java.util.UUID;

/**
 * Takes what agents report of failed binds. Called in the (JTA) transaction that also commits the frame's position, so a report
 * is applied with its acknowledgement or not at all. A series may come again, with as many failures or more: neither is an error.
 * An exception rolls the transaction back and ends the host's connection.
 */
public interface FailedBindFrames {

    void failed(UUID hostId, AgentFrame.FailedBinds frame, AgentClock clock);
}

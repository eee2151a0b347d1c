package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.server.ledger.AgentClock;
import java.util.UUID;

/**
 * Takes what agents report of stops. Called in the (JTA) transaction that also commits the frame's position, so a report is
 * applied with its acknowledgement or not at all. A frame may come again after a failure that the agent could not see, and with
 * a stop id that nobody knows: neither is an error. An exception rolls the transaction back and ends the host's connection.
 */
public interface StopFrames {

    void progressed(UUID hostId, AgentFrame.StopProgress frame, AgentClock clock);

    void ended(UUID hostId, AgentFrame.StopResult frame, AgentClock clock);
}

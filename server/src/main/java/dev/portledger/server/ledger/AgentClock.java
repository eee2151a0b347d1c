package dev.portledger.server.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * A host's clock as the server sees it.
 *
 * @param skew the server's clock minus the agent's
 */
public record AgentClock(Duration skew) {

    /** A time of the agent's clock, by the server's clock. */
    public Instant toServerTime(Instant agentTime) {
        return agentTime.plus(skew);
    }
}

package dev.portledger.server.ingest;

import dev.portledger.server.ledger.AgentClock;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of the difference between the server's clock and an agent's. A frame that took at most {@code travel} to come in
 * bounds it: the agent's clock showed {@code now} between then and the arrival. The difference in use is kept as long as no
 * measurement contradicts it, so that times of one host keep their order and their distances; clocks that agree stay uncorrected. Since
 * a pause at either end looks like a difference once, it takes two contradictions in a row.
 */
final class ClockComparison {

    /** Beyond the measured travel: frames wait for a thread at both ends. */
    private static final Duration SLACK = Duration.ofMillis(50);

    private Duration skew = Duration.ZERO;

    /** Whether the last measurement did; nothing was believed before the first. */
    private boolean contradicted = true;

    /**
     * Compares the clocks.
     *
     * @param now the agent's clock when it sent
     * @param arrived the server's clock when it came in
     * @param travel the longest it can have been on its way
     */
    void measured(Instant now, Instant arrived, Duration travel) {
        Duration most = Duration.between(now, arrived);
        Duration least = most.minus(travel).minus(SLACK);
        if (skew.compareTo(least) >= 0 && skew.compareTo(most.plus(SLACK)) <= 0) {
            contradicted = false;
        } else if (contradicted) {
            skew = most.minus(travel.dividedBy(2));
            contradicted = false;
        } else {
            contradicted = true;
        }
    }

    AgentClock clock() {
        return new AgentClock(skew);
    }
}

package dev.portledger.agent.socket;

import dev.portledger.domain.socket.ConnectionCount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was last told of one count. A busy server's counts move with every connection, so a change is told at once only
 * when the first connection comes or the last one leaves; else when the count left its bucket (a step of about a
 * quarter) or the last expiry moved by seconds, and not more often than every ten seconds.
 *
 * @param connections the count
 * @param leaves when the last one leaves
 * @param at when it was told
 * @param last the count as told; empty when it is zero
 */
record Told(int connections, Optional<Instant> leaves, Instant at, Optional<ConnectionCount> last) {

    static final Told NOTHING = new Told(0, Optional.empty(), Instant.EPOCH, Optional.empty());

    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);
    private static final Duration MOVED = Duration.ofSeconds(2);
    private static final int EXACT_BELOW = 16;

    boolean changed(int now, Optional<Instant> leavesNow, Instant time) {
        if ((now == 0) != (connections == 0)) {
            return true;
        }
        if (now == 0 || Duration.between(at, time).compareTo(AT_MOST_EVERY) < 0) {
            return false;
        }
        return bucket(now) != bucket(connections) || moved(leavesNow);
    }

    private boolean moved(Optional<Instant> leavesNow) {
        return leaves.isPresent()
                && leavesNow.isPresent()
                && Duration.between(leaves.get(), leavesNow.get()).abs().compareTo(MOVED) > 0;
    }

    /** Small counts are told exactly; four buckets for each doubling above that. */
    static int bucket(int count) {
        if (count < EXACT_BELOW) {
            return count;
        }
        int doublings = 31 - Integer.numberOfLeadingZeros(count);
        return EXACT_BELOW + (doublings - 4) * 4 + (count >>> (doublings - 2)) - 4;
    }
}

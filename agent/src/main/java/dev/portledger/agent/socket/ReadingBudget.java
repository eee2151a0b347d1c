package dev.portledger.agent.socket;

import java.time.Duration;

/**
 * Holds what is done again and again to a share of the time. Time that was not used is saved up to a limit, and what is urgent may be
 * done in advance, up to another one.
 */
final class ReadingBudget {

    /** One part in so many of the time. */
    private static final int SHARE = 250;

    private static final long SAVED_AT_MOST = Duration.ofMillis(5).toNanos();
    private static final long OVERDRAWN_AT_MOST = Duration.ofMillis(100).toNanos();

    private long at;
    private long saved = SAVED_AT_MOST;

    /** @param now {@link System#nanoTime}, as in {@link #advance} */
    ReadingBudget(long now) {
        at = now;
    }

    /** It is later now. */
    void advance(long now) {
        saved = Math.min(SAVED_AT_MOST, saved + (now - at) / SHARE);
        at = now;
    }

    boolean allows(boolean urgent) {
        return saved > (urgent ? -OVERDRAWN_AT_MOST : 0);
    }

    /** @param nanos of a processor, so that a busy host does not make it look dear */
    void spend(long nanos) {
        saved -= nanos;
    }
}

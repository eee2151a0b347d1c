package dev.portledger.agent.uplink;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Pauses between attempts: they double up to a longest one, and are spread so that a fleet does not come back at once. */
final class Pause {

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private Duration next;

    /** @param random numbers from 0 (included) to 1 (excluded) */
    Pause(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        next = first;
    }

    /** Half of the pause to all of it. */
    Duration next() {
        Duration pause = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return times(pause, 0.5 + random.getAsDouble() / 2);
    }

    /** A pause the server asked for, and up to half as much on top. */
    Duration spread(Duration asked) {
        return times(asked, 1 + random.getAsDouble() / 2);
    }

    void reset() {
        next = first;
    }

    private static Duration times(Duration pause, double factor) {
        return Duration.ofNanos((long) (pause.toNanos() * factor));
    }
}

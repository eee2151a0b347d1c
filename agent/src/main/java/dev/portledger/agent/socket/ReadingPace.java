package dev.portledger.agent.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the listeners of one protocol have to be read. Without the kernel's events that is at each look. With them it is when one
 * has told that a listener came or went, when events were lost, and from time to time, for what they do not tell.
 */
final class ReadingPace {

    /** Each comes and goes with an event; reading is against what nobody has thought of. */
    static final Duration TCP = Duration.ofSeconds(10);
    /** Only some sources tell of bound UDP sockets, and none of one whose port the kernel has chosen. */
    static final Duration UDP = Duration.ofSeconds(1);
    /** Events are heard within so long, also on a busy host: they are read every 10 ms (docs/benchmarks.md has what was measured). */
    private static final Duration HEARD_WITHIN = Duration.ofMillis(100);

    private final Duration atLeastEvery;
    private final LongSupplier nanoTime;
    private final AtomicBoolean news = new AtomicBoolean();
    private volatile boolean eventsExpected;
    private long dueFrom;
    private boolean due;
    private @Nullable Instant readAt;
    private @Nullable Instant toldUpTo;

    /**
     * @param atLeastEvery what came or went without an event is found after so long
     * @param nanoTime nanoseconds of a clock that only goes forward
     */
    ReadingPace(Duration atLeastEvery, LongSupplier nanoTime) {
        this.atLeastEvery = atLeastEvery;
        this.nanoTime = nanoTime;
        dueFrom = nanoTime.getAsLong();
    }

    /** A listener may have come or gone, or what was to be read was not. From any thread. */
    void heard() {
        news.set(true);
    }

    void expectEvents() {
        eventsExpected = true;
    }

    boolean areEventsExpected() {
        return eventsExpected;
    }

    /** A look begins. @return whether it has to read; if so, what was heard up to now is answered by it */
    boolean beginLook() {
        boolean heard = news.getAndSet(false);
        long now = nanoTime.getAsLong();
        due = !eventsExpected || heard || now - dueFrom >= 0;
        if (due) {
            dueFrom = now + atLeastEvery.toNanos();
        }
        return due;
    }

    /** The beginning of the last look before this one that has read; empty before the first. */
    @Nullable
    Instant readAt() {
        return readAt;
    }

    /**
     * The look has succeeded.
     *
     * @param began when it began
     * @return up to when it is complete: what happened just now may not have been heard yet
     */
    Instant endLook(Instant began) {
        Instant upTo = due ? began : began.minus(HEARD_WITHIN);
        if (due) {
            readAt = began;
        }
        toldUpTo = toldUpTo == null || upTo.isAfter(toldUpTo) ? upTo : toldUpTo;
        return toldUpTo;
    }
}

package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.Attempts.Attempt;
import dev.portledger.agent.kernel.ThreadCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether threads have left bind(2), by what {@code /proc} shows. Of one that could run it does not show whether it is in
 * a call; that has left once it has been on a processor for longer than any bind takes.
 */
final class ThreadLeaving implements Attempts.Leaving {

    private static final long LONGER_THAN_A_BIND = Duration.ofMillis(8).toNanos();

    private final Map<Attempt, Long> processorNanosBefore = new HashMap<>();

    @Override
    public boolean hasLeft(Attempt attempt) {
        Caller caller = attempt.ifFailed().caller();
        return switch (ThreadCall.bind(caller.pid(), caller.tid())) {
            case LEFT -> true;
            case INSIDE, UNKNOWN -> false;
            case RUNNING -> hasRunOn(attempt, ThreadCall.processorNanos(caller.pid(), caller.tid()));
        };
    }

    private boolean hasRunOn(Attempt attempt, long now) {
        Long before = processorNanosBefore.putIfAbsent(attempt, now);
        return before != null && now - before >= LONGER_THAN_A_BIND;
    }

    @Override
    public void forget(Attempt attempt) {
        processorNanosBefore.remove(attempt);
    }
}

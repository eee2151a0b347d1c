package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;

/**
 * Binds that were tried and of which no success is known yet. One has failed when there is none {@link #GRACE} later, provided
 * that its thread has left the call: on a busy host it may have been put aside in the middle of it.
 *
 * <p>All times are CLOCK_MONOTONIC in nanoseconds.
 */
final class Attempts {

    static final Duration GRACE = Duration.ofMillis(20);
    /** A bind takes some microseconds; its success is told with it. */
    static final Duration SUSPICIOUS_AFTER = Duration.ofMillis(2);
    /** An attempt of which this long neither success nor its end is seen is given up as unknown. */
    static final Duration GIVE_UP = Duration.ofSeconds(10);

    /** @param cookie the socket's; two attempts of one are never under way at once */
    record Attempt(BindFailed ifFailed, long cookie, long at) {}

    /** Tells whether the thread of an attempt has left the call. */
    interface Leaving {
        boolean hasLeft(Attempt attempt);

        /** It is not asked about this one any more. */
        void forget(Attempt attempt);
    }

    /** By cookie, the oldest first. */
    private final LinkedHashMap<Long, Attempt> waiting = new LinkedHashMap<>();

    private final List<BindFailed> failed = new ArrayList<>();
    private final Leaving leaving;
    private long unknown;
    private long suspectedUpTo = Long.MIN_VALUE;
    private OptionalLong doubtfulUpTo = OptionalLong.empty();

    Attempts(Leaving leaving) {
        this.leaving = leaving;
    }

    /** A socket that is tried again has failed before. */
    void tried(Attempt attempt) {
        if (doubtfulUpTo.isPresent() && attempt.at() - doubtfulUpTo.getAsLong() <= 0) {
            unknown++;
            return;
        }
        Attempt before = waiting.remove(attempt.cookie());
        if (before != null) {
            leaving.forget(before);
            failed.add(before.ifFailed());
        }
        waiting.put(attempt.cookie(), attempt);
    }

    void succeeded(long cookie) {
        Attempt attempt = waiting.remove(cookie);
        if (attempt != null) {
            leaving.forget(attempt);
        }
    }

    /**
     * Those that have failed.
     *
     * @param told everything that happened before this time has been told here
     */
    List<BindFailed> failed(long told) {
        List<Attempt> due = waiting.values().stream()
                .takeWhile(attempt -> told - attempt.at() >= GRACE.toNanos())
                .toList();
        for (Attempt attempt : due) {
            boolean left = leaving.hasLeft(attempt);
            if (left || told - attempt.at() >= GIVE_UP.toNanos()) {
                waiting.remove(attempt.cookie());
                leaving.forget(attempt);
                if (left) {
                    failed.add(attempt.ifFailed());
                } else {
                    unknown++;
                }
            }
        }
        List<BindFailed> all = List.copyOf(failed);
        failed.clear();
        return all;
    }

    /**
     * Those that are likely to fail, each once.
     *
     * @param told everything that happened before this time has been told here
     */
    List<BindFailed> suspected(long told) {
        long from = suspectedUpTo;
        suspectedUpTo = told - SUSPICIOUS_AFTER.toNanos();
        return waiting.values().stream()
                .filter(attempt -> attempt.at() > from && attempt.at() <= suspectedUpTo)
                .map(Attempt::ifFailed)
                .toList();
    }

    /** Whether one waits that has not been suspected yet. */
    boolean mayBeSuspected() {
        return !waiting.isEmpty() && waiting.lastEntry().getValue().at() > suspectedUpTo;
    }

    /**
     * Successes up to a time may have been missed: nothing is known of attempts up to there, those that wait and those that are told
     * later.
     */
    void giveUp(long upTo) {
        doubtfulUpTo = OptionalLong.of(upTo);
        unknown += waiting.size() + failed.size();
        failed.clear();
        waiting.values().forEach(leaving::forget);
        waiting.clear();
    }

    /** How many were given up since the last call. */
    long takeUnknown() {
        long count = unknown;
        unknown = 0;
        return count;
    }

    /** When the oldest one was tried; empty when none waits. */
    OptionalLong oldest() {
        return waiting.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(waiting.firstEntry().getValue().at());
    }
}

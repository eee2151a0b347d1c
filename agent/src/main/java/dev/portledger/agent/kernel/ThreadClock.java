package dev.portledger.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a thread has spent on a processor, by clock_gettime(2): the price of something, also on a host where it has to wait for a
 * processor. Without garbage. For one thread at a time.
 */
public final class ThreadClock {

    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final MemorySegment time = Arena.ofAuto().allocate(16, 8);

    /** Nanoseconds of the thread that asks, counted from its start. */
    public long nanos() {
        if (Native.call(Syscall.CLOCK_GETTIME, CLOCK_THREAD_CPUTIME_ID, time.address(), 0) < 0) {
            throw new IllegalStateException("every kernel that runs Java has a clock for each thread");
        }
        return time.get(JAVA_LONG, 0) * NANOS_PER_SECOND + time.get(JAVA_LONG, 8);
    }
}

package dev.portledger.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.OptionalLong;

/** Clocks of clock_gettime(2) that Java does not read. */
public enum KernelClock {
    /** What this thread has spent on a processor: the price of something, also where it has to wait for a processor. */
    THREAD_CPUTIME(3),
    /** The time since the boot, in which the host was suspended included. */
    BOOTTIME(7);

    private static final long NANOS_OF_A_SECOND = Duration.ofSeconds(1).toNanos();

    private final int id;

    KernelClock(int id) {
        this.id = id;
    }

    /** In nanoseconds; empty where the kernel does not tell. */
    public OptionalLong nanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            return Native.call(Syscall.CLOCK_GETTIME, id, time.address(), 0) < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(time.get(JAVA_LONG, 0) * NANOS_OF_A_SECOND + time.get(JAVA_LONG, 8));
        }
    }
}

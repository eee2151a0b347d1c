package dev.portledger.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.OptionalLong;

/** CLOCK_BOOTTIME (clock_gettime(2)): the time since the boot, in which the host was suspended included. */
public final class BootClock {

    private static final int CLOCK_BOOTTIME = 7;
    private static final long NANOS_OF_A_SECOND = Duration.ofSeconds(1).toNanos();

    private BootClock() {}

    /** In nanoseconds; empty where the kernel does not tell. */
    public static OptionalLong nanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            return Native.call(Syscall.CLOCK_GETTIME, CLOCK_BOOTTIME, time.address(), 0) < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(time.get(JAVA_LONG, 0) * NANOS_OF_A_SECOND + time.get(JAVA_LONG, 8));
        }
    }
}

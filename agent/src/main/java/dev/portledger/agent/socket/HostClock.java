package dev.portledger.agent.socket;

import dev.portledger.agent.kernel.KernelClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The agent's time: the wall clock when it was made, and from there on the time that really passed, suspension of the host
 * included. It never jumps and never runs backwards, so a corrected wall clock does not tear the order of what was seen; how far it is from
 * the server's clock is measured in each heartbeat.
 *
 * <p>CLOCK_MONOTONIC, which {@link System#nanoTime} reads, stops while the host is suspended; CLOCK_BOOTTIME goes on
 * (clock_gettime(2)). The difference of both is the time in suspension.
 */
public final class HostClock implements InstantSource {

    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final long NOISE_NANOS = Duration.ofMillis(200).toNanos();

    private final LongSupplier monotonicNanos;
    private final Supplier<OptionalLong> bootNanos;
    private final Instant base;
    private final long monotonicBase;
    private final OptionalLong bootBase;
    private long checkedAt;
    private long suspendedNanos;

    HostClock(Instant base, LongSupplier monotonicNanos, Supplier<OptionalLong> bootNanos) {
        this.base = base;
        this.monotonicNanos = monotonicNanos;
        this.bootNanos = bootNanos;
        monotonicBase = monotonicNanos.getAsLong();
        bootBase = bootNanos.get();
        checkedAt = monotonicBase;
    }

    /** Starts at the wall clock of now. */
    public static HostClock start() {
        return new HostClock(InstantSource.system().instant(), System::nanoTime, KernelClock.BOOTTIME::nanos);
    }

    @Override
    public synchronized Instant instant() {
        long now = monotonicNanos.getAsLong();
        if (now - checkedAt >= CHECK_EVERY.toNanos()) {
            checkedAt = now;
            noticeSuspension(now);
        }
        return base.plusNanos(now - monotonicBase + suspendedNanos);
    }

    /**
     * The time of an event.
     *
     * @param monotonic CLOCK_MONOTONIC in nanoseconds, as {@link System#nanoTime} and the kernel's events tell it; of this
     *     agent's run, and not from before a suspension
     */
    public synchronized Instant at(long monotonic) {
        return base.plusNanos(monotonic - monotonicBase + suspendedNanos);
    }

    private void noticeSuspension(long now) {
        OptionalLong boot = bootNanos.get();
        if (boot.isEmpty() || bootBase.isEmpty()) {
            return;
        }
        long away = boot.getAsLong() - bootBase.getAsLong() - (now - monotonicBase);
        if (away - suspendedNanos > NOISE_NANOS) {
            suspendedNanos = away;
        }
    }
}

package dev.portledger.agent.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * <p>CLOCK_MONOTONIC, which {@link System#nanoTime} reads, stops while the host is suspended; {@code /proc/uptime} goes on
 * (CLOCK_BOOTTIME, in steps of 10 ms). The difference of both is the time in suspension.
 */
public final class HostClock implements InstantSource {

    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final long NOISE_NANOS = Duration.ofMillis(200).toNanos();

    private final LongSupplier monotonicNanos;
    private final Supplier<OptionalLong> uptimeNanos;
    private final Instant base;
    private final long monotonicBase;
    private final OptionalLong uptimeBase;
    private long checkedAt;
    private long suspendedNanos;

    HostClock(Instant base, LongSupplier monotonicNanos, Supplier<OptionalLong> uptimeNanos) {
        this.base = base;
        this.monotonicNanos = monotonicNanos;
        this.uptimeNanos = uptimeNanos;
        monotonicBase = monotonicNanos.getAsLong();
        uptimeBase = uptimeNanos.get();
        checkedAt = monotonicBase;
    }

    /** Starts at the wall clock of now. */
    public static HostClock start() {
        return new HostClock(InstantSource.system().instant(), System::nanoTime, () -> uptime(Path.of("/proc/uptime")));
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
        OptionalLong uptime = uptimeNanos.get();
        if (uptime.isEmpty() || uptimeBase.isEmpty()) {
            return;
        }
        long away = uptime.getAsLong() - uptimeBase.getAsLong() - (now - monotonicBase);
        if (away - suspendedNanos > NOISE_NANOS) {
            suspendedNanos = away;
        }
    }

    /** The first number of {@code /proc/uptime} (proc_uptime(5)); empty where it cannot be read. */
    private static OptionalLong uptime(Path file) {
        try {
            String text = Files.readString(file);
            return OptionalLong.of((long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}

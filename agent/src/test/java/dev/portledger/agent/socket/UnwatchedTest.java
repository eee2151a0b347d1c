package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the table says of a time in which nobody looked. */
final class UnwatchedTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong monotonic = new AtomicLong();
    private final AtomicLong uptime = new AtomicLong();
    private final HostClock clock = new HostClock(START, monotonic::get, () -> OptionalLong.of(uptime.get()));

    private void pass(Duration awake, Duration suspended) {
        monotonic.addAndGet(awake.toNanos());
        uptime.addAndGet(awake.plus(suspended).toNanos());
    }

    @Test
    void aLongPauseIsToldOnce() throws IOException {
        try (SocketTable table = SocketTable.open(SocketTable.Settings.DEFAULT, clock)) {
            assertThat(table.look().unwatched())
                    .as("before the first look nothing is known")
                    .isEmpty();
            pass(Duration.ofSeconds(10), Duration.ZERO);
            assertThat(table.look().unwatched()).isEmpty();
            pass(Duration.ofSeconds(1), Duration.ofHours(2));
            Look look = table.look();
            assertThat(look.unwatched())
                    .contains(new Unwatched(
                            START.plusSeconds(10),
                            START.plusSeconds(11).plus(Duration.ofHours(2)),
                            "the agent or its host did not run"));
            assertThat(look.isEmpty()).isFalse();
            assertThat(table.look().unwatched()).isEmpty();
        }
    }
}

package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockComparisonTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TRAVEL = Duration.ofMillis(4);

    private final ClockComparison comparison = new ClockComparison();

    private Duration skew() {
        return comparison.clock().skew();
    }

    @Test
    void clocksThatAgreeStayUncorrected() {
        comparison.measured(NOON, NOON.plusMillis(2), TRAVEL);
        assertThat(skew()).isZero();
    }

    @Test
    void aWrongClockIsBelievedToBeWrongAtOnce() {
        comparison.measured(NOON.minusSeconds(3600), NOON, TRAVEL);
        assertThat(skew()).isEqualTo(Duration.ofHours(1).minusMillis(2));
    }

    @Test
    void onePauseIsNoDifferenceAndTwoAre() {
        comparison.measured(NOON, NOON, TRAVEL);
        comparison.measured(NOON, NOON.plusMillis(300), TRAVEL);
        assertThat(skew()).isZero();
        comparison.measured(NOON, NOON, TRAVEL);
        comparison.measured(NOON, NOON.plusMillis(300), TRAVEL);
        assertThat(skew()).isZero();
        comparison.measured(NOON, NOON.plusMillis(310), TRAVEL);
        assertThat(skew()).isEqualTo(Duration.ofMillis(308));
    }
}

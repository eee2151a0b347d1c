package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReadingBudgetTest {

    private static final long TICK = Duration.ofMillis(500).toNanos();
    private static final long COST = Duration.ofNanos(150_000).toNanos();

    /** Nanoseconds that were spent in so many ticks of half a second by whoever does as much as it may. */
    private static long spend(ReadingBudget budget, int ticks, boolean urgent) {
        long spent = 0;
        for (int tick = 1; tick <= ticks; tick++) {
            budget.advance(tick * TICK);
            while (budget.allows(urgent)) {
                budget.spend(COST);
                spent += COST;
            }
        }
        return spent;
    }

    @Test
    void whateverThereIsToDoItTakesOnePartIn250OfTheTime() {
        long spent = spend(new ReadingBudget(0), 2_000, false);
        assertThat((double) spent / (2_000 * TICK)).isBetween(0.0039, 0.0041);
    }

    @Test
    void whatIsUrgentMayGoAheadButNotForever() {
        long spent = spend(new ReadingBudget(0), 2_000, true);
        assertThat(spent - 2_000 * TICK / 250)
                .isBetween(0L, Duration.ofMillis(106).toNanos());
    }

    @Test
    void idleTimeIsNotSavedForABurst() {
        ReadingBudget budget = new ReadingBudget(0);
        budget.advance(Duration.ofHours(1).toNanos());
        long spent = 0;
        while (budget.allows(false)) {
            budget.spend(COST);
            spent += COST;
        }
        assertThat(Duration.ofNanos(spent)).isLessThan(Duration.ofMillis(6));
    }
}

package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.socket.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ListenerSetTest {

    /** Against a plain map, over looks in which sockets come, go, move to other ports and are listed twice. */
    @Test
    void differencesAreThoseOfAPlainMap() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            ListenerSet set = new ListenerSet(1, Protocol.UDP, new DeviceCache());
            Map<Long, Integer> before = new HashMap<>();
            for (int look = 0; look < 30; look++) {
                Map<Long, Integer> now = new HashMap<>(before);
                now.keySet().removeIf(key -> random.nextInt(3) == 0);
                now.replaceAll((key, port) -> random.nextInt(10) == 0 ? 1 + random.nextInt(65_535) : port);
                for (int i = random.nextInt(80); i > 0; i--) {
                    now.put(1 + (long) random.nextInt(300), 1 + random.nextInt(65_535));
                }
                set.beginLook();
                for (int reading = random.nextInt(2); reading < 2; reading++) {
                    now.forEach((key, port) -> set.row(TestingRows.row(key, port)));
                }
                set.dropMissing();
                assertThat(pairs(set.opened())).isEqualTo(minus(now, before));
                assertThat(pairs(set.closed())).isEqualTo(minus(before, now));
                assertThat(pairs(set.all())).isEqualTo(minus(now, Map.of()));
                assertThat(set.size()).isEqualTo(now.size());
                set.told();
                before = now;
            }
        }
    }

    private static Set<String> pairs(List<TrackedListener> listeners) {
        return listeners.stream()
                .map(listener -> listener.sourceKey() + ":" + listener.port())
                .collect(Collectors.toSet());
    }

    private static Set<String> minus(Map<Long, Integer> all, Map<Long, Integer> without) {
        Set<String> left = new HashSet<>();
        all.forEach((key, port) -> {
            if (!port.equals(without.get(key))) {
                left.add(key + ":" + port);
            }
        });
        return left;
    }

    @Test
    void oneThatLeavesBeforeItWasToldOfIsNotTold() {
        ListenerSet set = new ListenerSet(1, Protocol.TCP, new DeviceCache());
        set.beginLook();
        set.row(TestingRows.row(1, 80));
        set.beginLook(); // the look before failed halfway and told nothing
        set.dropMissing();
        assertThat(set.opened()).isEmpty();
        assertThat(set.closed()).isEmpty();
    }

    @Test
    void countsAreToldInSteps() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Optional<Instant> leaves = Optional.of(start.plusSeconds(60));
        assertThat(Told.NOTHING.changed(0, Optional.empty(), start)).isFalse();
        assertThat(Told.NOTHING.changed(1, leaves, start))
                .as("the first one at once")
                .isTrue();
        Told told = new Told(100, leaves, start, Optional.empty());
        Instant soon = start.plusSeconds(1);
        Instant later = start.plusSeconds(10);
        assertThat(told.changed(0, Optional.empty(), soon))
                .as("the end at once")
                .isTrue();
        assertThat(told.changed(200, leaves, soon)).isFalse();
        assertThat(told.changed(200, leaves, later)).isTrue();
        assertThat(told.changed(101, leaves, later)).as("the same bucket").isFalse();
        assertThat(told.changed(100, leaves.map(at -> at.plusSeconds(9)), later))
                .isTrue();
        for (int count = 0; count < 100_000; count++) {
            assertThat(Told.bucket(count + 1) - Told.bucket(count)).isBetween(0, 1);
        }
        assertThat(Duration.between(start, later)).isEqualTo(Duration.ofSeconds(10));
    }
}

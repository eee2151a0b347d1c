package dev.portledger.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PendingNewsTest {

    private static final Instant NOW = Instant.EPOCH;

    private final PendingNews pending = new PendingNews();
    private final AtomicLong sequence = new AtomicLong();

    private List<LiveFrame> drain() {
        return pending.drain(sequence::incrementAndGet, NOW);
    }

    private static HostChanges ports(int from, int to) {
        return new HostChanges(IntStream.range(from, to).boxed().collect(Collectors.toSet()), Set.of(Topic.LISTENERS));
    }

    @Test
    void saysTheSameOnce() {
        UUID host = new UUID(0, 1);
        UUID stop = new UUID(0, 2);
        for (int i = 0; i < 1_000; i++) {
            pending.changed(Map.of(host, new HostChanges(Set.of(8080, 80), Set.of(Topic.LISTENERS))));
            pending.changed(Map.of(host, new HostChanges(Set.of(), Set.of(Topic.HOST))));
            pending.stop(stop);
            pending.audit();
        }
        assertThat(drain())
                .containsExactly(
                        new LiveFrame.Changed(
                                1,
                                NOW,
                                List.of(new LiveFrame.Host(
                                        host, List.of(80, 8080), Optional.empty(), List.of("listeners", "host")))),
                        new LiveFrame.StopChanged(2, NOW, stop),
                        new LiveFrame.AuditGrew(3, NOW));
        assertThat(pending.isEmpty()).isTrue();
        assertThat(drain()).isEmpty();
    }

    @Test
    void namesSomePortsAndSaysThatThereAreMore() {
        UUID host = new UUID(0, 1);
        pending.changed(Map.of(host, ports(1, 1_000)));
        assertThat(drain()).singleElement().satisfies(frame -> {
            LiveFrame.Host changed = ((LiveFrame.Changed) frame).hosts().getFirst();
            assertThat(changed.ports()).hasSize(PendingNews.MAX_PORTS);
            assertThat(changed.more()).contains(true);
        });
    }

    @Test
    void becomesAResyncWhenItIsTooMuch() {
        for (int i = 0; i <= PendingNews.MAX_HOSTS; i++) {
            pending.changed(Map.of(new UUID(1, i), ports(80, 81)));
        }
        pending.stop(new UUID(0, 2));
        assertThat(drain()).containsExactly(new LiveFrame.Resync(1, NOW));
        for (int i = 0; i <= PendingNews.MAX_STOPS; i++) {
            pending.stop(new UUID(1, i));
        }
        pending.heartbeat();
        assertThat(drain()).containsExactly(new LiveFrame.Resync(2, NOW), new LiveFrame.Heartbeat(3, NOW));
        pending.stop(new UUID(0, 2));
        assertThat(drain()).containsExactly(new LiveFrame.StopChanged(4, NOW, new UUID(0, 2)));
    }
}

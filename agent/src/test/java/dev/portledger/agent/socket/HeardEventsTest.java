package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bindwatch.Caller;
import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.bindwatch.SocketSight;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which event belongs to which socket. */
final class HeardEventsTest {

    private static final long OURS = 7;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Caller CALLER = new Caller(1, 1, Optional.empty(), "x", Optional.empty());

    private final HeardEvents heard = new HeardEvents(netns -> netns == OURS);

    private static LocalEndpoint endpoint(int port) {
        return new LocalEndpoint(IpAddress.parse("127.0.0.1"), port);
    }

    private static KernelEvent opened(Optional<Long> cookie, int port, long netns, int second) {
        return new KernelEvent.Listening(
                START.plusSeconds(second),
                CALLER,
                new SocketSight(
                        Protocol.TCP,
                        endpoint(port),
                        Optional.empty(),
                        Optional.of(0L),
                        cookie.map(SocketId.Cookie::new),
                        Optional.of(netns).filter(number -> number != 0)));
    }

    private static KernelEvent closed(Optional<Long> cookie, int port, long netns, int second) {
        return new KernelEvent.Closed(
                START.plusSeconds(second),
                CALLER,
                Protocol.TCP,
                Optional.of(endpoint(port)),
                cookie.map(SocketId.Cookie::new),
                Optional.of(netns).filter(number -> number != 0));
    }

    private static TrackedListener listener(long cookie, int port) {
        return TestingRows.listener(OURS, Protocol.TCP, cookie, port);
    }

    private void collect() {
        heard.collect(START.plusSeconds(20));
    }

    @Test
    void aCookieNamesTheSocket() {
        heard.hear(opened(Optional.of(1L), 80, OURS, 1));
        heard.hear(opened(Optional.of(2L), 80, OURS, 2));
        collect();
        TrackedListener one = listener(1, 80);
        TrackedListener other = listener(2, 80);
        TrackedListener third = listener(3, 80);
        assertThat(heard.opened(List.of(other, third, one)))
                .containsEntry(one, START.plusSeconds(1))
                .containsEntry(other, START.plusSeconds(2))
                .doesNotContainKey(third);
        assertThat(heard.opened(List.of(one))).as("each is told once").isEmpty();
    }

    @Test
    void withoutCookieOnlyWhatIsUnmistakable() {
        heard.hear(opened(Optional.empty(), 80, 0, 1));
        heard.hear(opened(Optional.empty(), 81, 0, 2));
        heard.hear(opened(Optional.empty(), 81, 0, 3));
        heard.hear(opened(Optional.empty(), 82, 0, 4));
        collect();
        TrackedListener only = listener(1, 80);
        assertThat(heard.opened(List.of(only, listener(2, 81), listener(3, 82), listener(4, 82))))
                .containsOnlyKeys(only)
                .containsEntry(only, START.plusSeconds(1));
    }

    @Test
    void anotherNetworkNamespaceIsNotOurs() {
        heard.hear(opened(Optional.of(1L), 80, OURS + 1, 1));
        heard.hear(closed(Optional.of(1L), 80, OURS + 1, 2));
        collect();
        assertThat(heard.opened(List.of(listener(1, 80)))).isEmpty();
        assertThat(heard.briefs(List::of)).isEmpty();
    }

    @Test
    void whatOpenedAndClosedUnseenIsBrief() {
        heard.hear(opened(Optional.of(1L), 80, OURS, 1));
        heard.hear(closed(Optional.of(1L), 80, OURS, 2));
        heard.hear(opened(Optional.of(2L), 81, OURS, 1));
        heard.hear(opened(Optional.of(3L), 82, OURS, 1));
        heard.hear(closed(Optional.of(3L), 82, OURS, 2));
        heard.hear(opened(Optional.of(4L), 83, 0, 1));
        heard.hear(closed(Optional.of(4L), 83, 0, 2));
        collect();
        TrackedListener seen = listener(3, 82);
        assertThat(heard.briefs(() -> List.of(seen)))
                .as("not the one still open, not the one that a look has shown, not one of an unknown namespace")
                .extracting(brief -> brief.opened().socket().endpoint().port())
                .containsExactly(80);
        assertThat(heard.briefs(List::of)).isEmpty();
        assertThat(heard.closed(List.of(seen))).containsEntry(seen, START.plusSeconds(2));
    }

    @Test
    void waitsForAnEventOnlySoLong() throws InterruptedException {
        TrackedListener listener = listener(1, 80);
        long before = System.nanoTime();
        heard.await(List.of(listener), List.of(), Duration.ofMillis(5));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(5));
        Thread other = Thread.ofPlatform().start(() -> heard.hear(opened(Optional.of(1L), 80, OURS, 1)));
        heard.await(List.of(listener), List.of(), Duration.ofMinutes(1));
        other.join();
        assertThat(heard.opened(List.of(listener))).hasSize(1);
    }

    @Test
    void forgetsWhatNobodyAskedFor() {
        heard.hear(opened(Optional.of(1L), 80, OURS, 1));
        heard.hear(opened(Optional.empty(), 81, 0, 1));
        heard.collect(START.plusSeconds(300));
        assertThat(heard.opened(List.of(listener(1, 80), listener(2, 81)))).isEmpty();
    }
}

package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeldListensTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HeldListens listens = new HeldListens();

    private static Caller thread(int tid) {
        return new Caller(1, tid, Optional.empty(), "x", Optional.empty());
    }

    private static LocalEndpoint endpoint(int port) {
        return new LocalEndpoint(IpAddress.ANY_IPV4, port);
    }

    private static Listening opened(int tid, int port, Duration after) {
        Optional<SocketId.Cookie> cookie = Optional.of(new SocketId.Cookie(port));
        return new Listening(
                START.plus(after),
                thread(tid),
                new SocketSight(
                        Protocol.TCP, endpoint(port), Optional.empty(), Optional.empty(), cookie, Optional.empty()));
    }

    private static Closed closed(int tid, int port, Duration after) {
        return new Closed(
                START.plus(after),
                thread(tid),
                Protocol.TCP,
                Optional.of(endpoint(port)),
                Optional.of(new SocketId.Cookie(port)),
                Optional.empty());
    }

    @Test
    void theSameThreadAtOnceIsAListenThatFailed() {
        listens.hold(opened(1, 80, Duration.ZERO));
        listens.hold(opened(1, 81, Duration.ofNanos(10)));
        assertThat(listens.wasFailed(closed(1, 80, Duration.ofNanos(900)))).isTrue();
        assertThat(listens.wasFailed(closed(1, 80, Duration.ofNanos(900)))).isFalse();
        assertThat(listens.release(START.plusSeconds(1)))
                .extracting(event -> event.socket().endpoint().port())
                .containsExactly(81);
        assertThat(listens.isEmpty()).isTrue();
    }

    @Test
    void anotherThreadOrALaterTimeIsAnEnd() {
        listens.hold(opened(1, 80, Duration.ZERO));
        assertThat(listens.wasFailed(closed(2, 80, Duration.ofNanos(900)))).isFalse();
        assertThat(listens.wasFailed(closed(1, 80, HeldListens.HOLD))).isFalse();
        assertThat(listens.wasFailed(closed(1, 90, Duration.ofNanos(900)))).isFalse();
    }

    @Test
    void isHeldForItsTimeAndNotLonger() {
        listens.hold(opened(1, 80, Duration.ZERO));
        assertThat(listens.release(START.plus(HeldListens.HOLD).minusNanos(1))).isEmpty();
        assertThat(listens.release(START.plus(HeldListens.HOLD))).hasSize(1);
    }
}

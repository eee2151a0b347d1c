package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bindwatch.Attempts.Attempt;
import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.KernelEvent.Call;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AttemptsTest {

    private static final long GRACE = Attempts.GRACE.toNanos();

    private final Set<Long> inside = new HashSet<>();
    private final Set<Attempt> asked = new HashSet<>();
    private final Attempts attempts = new Attempts(new Attempts.Leaving() {
        @Override
        public boolean hasLeft(Attempt attempt) {
            asked.add(attempt);
            return !inside.contains(attempt.cookie());
        }

        @Override
        public void forget(Attempt attempt) {
            asked.remove(attempt);
        }
    });

    private static Attempt attempt(long cookie, int port, long at) {
        BindFailed failed = new BindFailed(
                Instant.EPOCH.plusNanos(at),
                new Caller(1, 1, Optional.of(0L), "x", Optional.empty()),
                Call.BIND,
                new SocketSight(
                        Protocol.TCP,
                        new LocalEndpoint(IpAddress.ANY_IPV4, port),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new SocketId.Cookie(cookie)),
                        Optional.empty()),
                Optional.of(false),
                Optional.of(false),
                Optional.empty());
        return new Attempt(failed, cookie, at);
    }

    @Test
    void whatSucceedsHasNotFailed() {
        attempts.tried(attempt(1, 80, 0));
        attempts.tried(attempt(2, 80, 1));
        attempts.succeeded(1);
        assertThat(attempts.failed(GRACE)).isEmpty();
        assertThat(attempts.oldest()).hasValue(1);
        assertThat(attempts.failed(GRACE + 1)).containsExactly(attempt(2, 80, 1).ifFailed());
        assertThat(attempts.failed(GRACE * 9)).isEmpty();
        assertThat(attempts.oldest()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aSocketThatIsTriedAgainHasFailedBefore() {
        attempts.tried(attempt(1, 80, 0));
        attempts.tried(attempt(1, 81, 5));
        attempts.succeeded(1);
        assertThat(attempts.failed(6)).containsExactly(attempt(1, 80, 0).ifFailed());
        assertThat(attempts.failed(GRACE * 9)).isEmpty();
    }

    @Test
    void whoIsStillInTheCallHasNotFailed() {
        attempts.tried(attempt(1, 80, 0));
        attempts.tried(attempt(2, 80, 1));
        inside.add(1L);
        assertThat(attempts.failed(GRACE * 3)).containsExactly(attempt(2, 80, 1).ifFailed());
        attempts.succeeded(1);
        assertThat(attempts.failed(GRACE * 9)).isEmpty();
        assertThat(attempts.takeUnknown()).isZero();
    }

    @Test
    void whatCannotBeFoundOutIsUnknown() {
        attempts.tried(attempt(1, 80, 0));
        inside.add(1L);
        assertThat(attempts.failed(Attempts.GIVE_UP.toNanos())).isEmpty();
        attempts.tried(attempt(2, 80, 1));
        attempts.giveUp(9);
        attempts.tried(attempt(3, 80, 9)); // read later, though it was before
        assertThat(attempts.failed(GRACE * 9)).isEmpty();
        assertThat(attempts.takeUnknown()).isEqualTo(3);
        attempts.tried(attempt(4, 80, 10));
        assertThat(attempts.failed(GRACE * 9))
                .containsExactly(attempt(4, 80, 10).ifFailed());
        assertThat(attempts.takeUnknown()).isZero();
    }
}

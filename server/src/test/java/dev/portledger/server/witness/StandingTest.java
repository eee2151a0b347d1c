package dev.portledger.server.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.ingest.AgentConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class StandingTest {

    private static final long NOW = Long.MAX_VALUE - 1; // the clock may turn over
    private static final long LATER = NOW + Duration.ofMinutes(1).toNanos();

    private final SignedCheckpoint five = of(5);
    private final Standing standing = Standing.of(new Closed(), 3, NOW);

    private static SignedCheckpoint of(long size) {
        return new SignedCheckpoint(new Checkpoint("log", size, TreeHash.ofNothing()), List.of());
    }

    @Test
    void wantsWhatIsNewer() {
        assertThat(standing.wants(five, NOW)).isTrue();
        assertThat(standing.wants(of(3), NOW)).isFalse();
        assertThat(standing.keeps(5, NOW).wants(five, NOW)).isFalse();
    }

    /** It could not write it, perhaps: until its next connection, which may be in months, it would keep nothing any more. */
    @Test
    void isOfferedAgainWhatItDoesNotAnswer() {
        Standing waiting = standing.offered(five, NOW);
        assertThat(waiting.wants(of(6), LATER - 1)).isFalse();
        assertThat(waiting.wants(of(6), LATER)).isTrue();
        assertThat(waiting.keeps(5, NOW).wants(of(6), NOW)).isTrue();
        assertThat(waiting.withdrawn(NOW).wants(five, NOW)).isTrue();
    }

    @Test
    void isLeftAloneAfterARefusal() {
        Standing refused = standing.offered(five, NOW).refused(NOW);
        assertThat(refused.wants(five, LATER - 1)).isFalse();
        assertThat(refused.withdrawn(NOW).wants(five, LATER - 1)).isFalse();
        assertThat(refused.wants(five, LATER)).isTrue();
    }

    /** A connection that nothing is sent by. */
    private record Closed() implements AgentConnection {

        @Override
        public UUID hostId() {
            return new UUID(0, 1);
        }

        @Override
        public UUID bootId() {
            return new UUID(0, 2);
        }

        @Override
        public Instant connectedAt() {
            return Instant.EPOCH;
        }

        @Override
        public Duration skew() {
            return Duration.ZERO;
        }

        @Override
        public Optional<String> commandObjection() {
            return Optional.of("it is closed");
        }

        @Override
        public void dismiss(ProblemCode code, String message) {}

        @Override
        public void tellCommandKeys() {}

        @Override
        public boolean send(ServerFrame frame) {
            return false;
        }
    }
}

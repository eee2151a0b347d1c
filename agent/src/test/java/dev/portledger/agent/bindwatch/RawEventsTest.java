package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bpf.RawRecords;
import dev.portledger.agent.testing.Mutants;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events out of records as the programs in the kernel write them, and out of damaged ones. */
final class RawEventsTest {

    private static final long OWN_NETWORK = 4_026_531_840L;

    private final RawEvents events = new RawEvents(Instant.EPOCH::plusNanos, OWN_NETWORK);

    @Test
    void whatIsNotKnownIsNotMadeUp() {
        byte[] record = RawRecords.listening(Protocol.TCP, 8080);
        assertThat(events.listening(RawRecords.read(record))).get().satisfies(event -> {
            assertThat(event.socket().endpoint().text()).isEqualTo("127.0.0.1:8080");
            assertThat(event.socket().cookie()).isEmpty();
            assertThat(event.socket().netns()).isEmpty();
            assertThat(event.socket().v6Only()).isEmpty();
            assertThat(event.caller().comm()).isEqualTo("nginx");
        });
        assertThat(events.listening(RawRecords.read(RawRecords.listening(Protocol.TCP, 0))))
                .as("a socket without a port")
                .isEmpty();
    }

    /** Whatever the record, it is an event of a port that there is, or none. */
    @Test
    void anyRecordIsReadWithoutFailing() throws Exception {
        byte[][] originals = {
            RawRecords.listening(Protocol.TCP, 8080), RawRecords.listening(Protocol.UDP, 53),
        };
        Mutants.Fed fed = Mutants.of(16, originals).feed(400_000, mutant -> {
            var raw = RawRecords.read(mutant);
            raw.what();
            events.closed(raw);
            List<Integer> ports = events.listening(raw).stream()
                    .map(event -> event.socket().endpoint().port())
                    .toList();
            assertThat(ports).allMatch(port -> port >= 1 && port <= 65_535);
            return !ports.isEmpty();
        });
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }
}

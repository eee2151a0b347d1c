package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Moment;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which looks read, with real sockets of which no event tells, and a clock of the test's own. */
final class ReadingPaceTest {

    private final AtomicLong nanoTime = new AtomicLong();
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        table = SocketTable.open(
                new SocketTable.Settings(Duration.ofDays(1), Duration.ofDays(1)).reading(0),
                new HostClock(Instant.EPOCH, nanoTime::get, OptionalLong::empty),
                Sources.open(),
                nanoTime::get);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private List<Opened> lookFor(int port) throws IOException {
        return table.look().opened().stream()
                .filter(opened -> opened.listener().key().endpoint().port() == port)
                .toList();
    }

    @Test
    void withoutEventsEachLookReads() throws IOException {
        table.look();
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(lookFor(socket.getLocalPort())).hasSize(1);
        }
    }

    @Test
    void whatCameWithoutItsEventIsFoundSomeSecondsLater() throws IOException {
        table.expectEvents();
        Instant read = table.look().at();
        try (ServerSocket tcp = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket()) {
            nanoTime.addAndGet(Duration.ofMillis(900).toNanos());
            Look quiet = table.look();
            assertThat(quiet.isEmpty()).isTrue();
            assertThat(quiet.at()).as("an event may be on its way").isEqualTo(read.plusMillis(800));

            nanoTime.addAndGet(Duration.ofMillis(200).toNanos());
            assertThat(lookFor(udp.getLocalPort()))
                    .as("no event tells of every UDP socket")
                    .hasSize(1);

            nanoTime.addAndGet(Duration.ofSeconds(9).toNanos());
            assertThat(lookFor(tcp.getLocalPort()))
                    .singleElement()
                    .extracting(Opened::when)
                    .as("since the last look that read, and not the last one")
                    .isInstanceOfSatisfying(Moment.BetweenLooks.class, between -> assertThat(between.after())
                            .contains(read));
        }
    }

    @Test
    void lostEventsAreReasonToRead() throws IOException {
        table.expectEvents();
        table.look();
        try (ServerSocket socket = new ServerSocket(0)) {
            table.hear(new KernelEvent.Lost(Instant.EPOCH, 1));
            assertThat(lookFor(socket.getLocalPort())).hasSize(1);
        }
    }
}

package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When it looks, on this machine's real sockets; its tick is far beyond the patience of the test. */
final class LookLoopTest {

    private static final Duration TICK = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void looksSoonAfterAnEventAndNotForEachOfMany() throws Exception {
        HostClock clock = HostClock.start();
        try (SocketTable table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
                Outbox outbox = Outbox.open(folder, new Outbox.Limits(8 << 20, 1 << 20), clock.instant());
                LookLoop looks = new LookLoop(table, outbox, Boot.read().id(), TICK)) {
            looks.start();
            await().atMost(PATIENCE).until(() -> looks.last().isPresent());
            long first = outbox.lastAppended().sequence();
            try (ServerSocket socket = new ServerSocket(0)) {
                assertThat(socket.isBound()).isTrue();
                looks.lookSoon();
                await().atMost(PATIENCE).until(() -> outbox.lastAppended().sequence() > first);
            }
            Instant before = looks.last().orElseThrow().at();
            Instant after = before;
            int seen = 0;
            while (Duration.between(before, after).compareTo(Duration.ofMillis(500)) < 0) {
                looks.lookSoon();
                Instant now = looks.last().orElseThrow().at();
                seen += now.equals(after) ? 0 : 1;
                after = now;
                LockSupport.parkNanos(100_000);
            }
            assertThat(seen).isBetween(1, 11);
        }
    }
}

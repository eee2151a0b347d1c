package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The pace of the search for holders, on real sockets of this process and a clock of the test's own. */
final class HolderUpkeepTest {

    private final AtomicLong nanoTime = new AtomicLong();

    @Test
    void aFloodIsSearchedForNearbyFirstAndEverywhereLater() throws IOException {
        AtomicLong step = new AtomicLong(Duration.ofMillis(1).toNanos());
        try (SocketTable table = SocketTable.open(
                SocketTable.Settings.DEFAULT,
                HostClock.start(),
                Sources.open(),
                () -> nanoTime.getAndAdd(step.get()))) {
            table.look(); // its search took a millisecond of that clock, so the next one is due after two hundred
            try (ServerSocket socket = new ServerSocket(0)) {
                int port = socket.getLocalPort();
                table.look();
                Holders soon = on(table, port).holders();
                assertThat(soon).isInstanceOfSatisfying(Holders.Partial.class, partial -> assertThat(partial.gap())
                        .isEqualTo(HolderGap.SEARCH_PENDING));

                nanoTime.addAndGet(Duration.ofMillis(210).toNanos());
                Look later = table.look();
                assertThat(later.changed())
                        .filteredOn(
                                changed -> changed.listener().key().endpoint().port() == port)
                        .singleElement()
                        .satisfies(changed -> assertThat(
                                        changed.listener().holders().list())
                                .extracting(holder -> (long) holder.process().pid())
                                .containsExactly(ProcessHandle.current().pid()));
                assertThat(on(table, port).holders()).isInstanceOf(Holders.Known.class);
            }
        }
    }

    private static Listener on(SocketTable table, int port) {
        return table.state().listeners().stream()
                .filter(listener -> listener.key().endpoint().port() == port)
                .findFirst()
                .orElseThrow();
    }
}

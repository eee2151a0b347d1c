package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On this machine's real sockets, with real ones of this process among them. */
final class SocketTableTest {

    private final HostClock clock = HostClock.start();
    private final AtomicLong nanoTime = new AtomicLong();
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        // three seconds a call, so that every look may search for holders everywhere
        table = SocketTable.open(
                SocketTable.Settings.DEFAULT,
                clock,
                Sources.open(),
                () -> nanoTime.addAndGet(Duration.ofSeconds(3).toNanos()));
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void tellsAListenerFromItsOpeningToItsEnd() throws IOException {
        Look first = table.look();
        assertThat(first.opened()).allSatisfy(opened -> assertThat(opened.when())
                .isInstanceOfSatisfying(Moment.BetweenLooks.class, moment -> assertThat(moment.after())
                        .isEmpty()));
        int port;
        try (ServerSocket socket = new ServerSocket(0, 7, InetAddress.ofLiteral("127.0.0.9"))) {
            port = socket.getLocalPort();
            Opened opened = on(port, table.look());
            Listener listener = opened.listener();
            assertThat(listener.key().endpoint().text()).endsWith("127.0.0.9]:" + port);
            assertThat(listener.backlog().orElseThrow().max()).isEqualTo(7);
            assertThat(listener.holders().list())
                    .extracting(holder -> (long) holder.process().pid())
                    .containsExactly(ProcessHandle.current().pid());
            assertThat(opened.when())
                    .isInstanceOfSatisfying(Moment.BetweenLooks.class, moment -> assertThat(moment.after())
                            .contains(first.at()));
            assertThat(table.state().listeners()).contains(listener);

            PortView view = table.inspect(Protocol.TCP, port);
            assertThat(view.listeners()).extracting(Listener::key).containsExactly(listener.key());
            assertThat(view.listeners().getFirst().holders())
                    .isEqualTo(new Holders.Known(listener.holders().list()));
        }
        Look last = table.look();
        assertThat(last.closed())
                .extracting(Closed::key)
                .filteredOn(key -> key.endpoint().port() == port)
                .hasSize(1);
        assertThat(table.inspect(Protocol.TCP, port).listeners()).isEmpty();
        assertThat(last.digest())
                .isEqualTo(table.state().digest())
                .isEqualTo(TableDigest.of(
                        table.state().listeners().stream().map(Listener::key).toList()));
    }

    @Test
    void tellsWhatAStopWouldEndAsWell() throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            table.look();
            assertThat(table.inspect(Protocol.TCP, one.getLocalPort()).related())
                    .extracting(listener -> listener.key().endpoint().port())
                    .contains(other.getLocalPort())
                    .doesNotContain(one.getLocalPort());
        }
    }

    @Test
    void describesThisProcess() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            Holders holders = on(socket.getLocalPort(), table.look()).listener().holders();
            Holder self = holders.list().getFirst();
            ProcessHandle.Info info = ProcessHandle.current().info();
            assertThat(self.exe()).isEqualTo(info.command());
            assertThat(self.user().name()).isEqualTo(info.user());
            assertThat(Duration.between(self.startedAt(), info.startInstant().orElseThrow())
                            .abs())
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(self.parentPid()).isEqualTo((int)
                    ProcessHandle.current().parent().orElseThrow().pid());
        }
    }

    private static Opened on(int port, Look look) {
        List<Opened> opened = look.opened().stream()
                .filter(one -> one.listener().key().endpoint().port() == port)
                .toList();
        assertThat(opened).hasSize(1);
        return opened.getFirst();
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(table.facilities())
                .anySatisfy(facility -> {
                    assertThat(facility.name()).isEqualTo("sock_diag");
                    assertThat(facility.available()).isTrue();
                    assertThat(facility.cost()).isEqualTo(Optional.empty());
                })
                .anySatisfy(facility -> {
                    assertThat(facility.name()).isEqualTo("bound_inactive");
                    assertThat(facility.cost().isPresent()).isNotEqualTo(facility.available());
                });
    }
}

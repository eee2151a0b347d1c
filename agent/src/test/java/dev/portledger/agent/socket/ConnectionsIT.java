package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.Ss;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections on their way out, made for real on loopback. */
final class ConnectionsIT {

    private static final int CLOSED = 40;

    private ServerSocketChannel server;
    private int port;
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.INET);
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 128);
        port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        table = SocketTable.open(new SocketTable.Settings(Duration.ZERO, Duration.ofSeconds(10)), HostClock.start());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        table.close();
    }

    /** The server's side closes first, so TIME_WAIT stays on the server's port. */
    private void leaveTimeWait(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                server.accept().close();
                assertThat(client.socket().getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void timeWaitIsCountedAsSsCountsIt() throws IOException {
        Needs.program("ss");
        leaveTimeWait(CLOSED);
        List<ConnectionCount> counts = await().atMost(Duration.ofSeconds(5))
                .until(
                        () -> table.inspect(Protocol.TCP, port).connections(),
                        all -> total(all, TcpState.TIME_WAIT) == CLOSED);
        assertThat(Ss.lines("-tanH", "state", "time-wait", "sport", "=", ":" + port))
                .hasSize(CLOSED);
        ConnectionCount count = counts.getFirst();
        assertThat(count.endpoint().text()).isEqualTo("127.0.0.1:" + port);
        assertThat(Duration.between(Instant.now(), count.lastLeavesAt().orElseThrow()))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(61));

        List<Long> milliseconds = new ArrayList<>();
        try (Sources sources = Sources.open()) {
            RowSink sink = row -> milliseconds.add(row.expiresMillis());
            sources.connections(port, sink);
        }
        assertThat(milliseconds).hasSize(CLOSED).allSatisfy(left -> assertThat(left)
                .isBetween(1L, 60_000L));
    }

    @Test
    void allTimeWaitOfTheHostIsCountedAsSsCountsIt() throws IOException {
        Needs.program("ss");
        leaveTimeWait(3);
        try (Sources sources = Sources.open()) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> {
                        List<Integer> ours = new ArrayList<>();
                        sources.connections(0, row -> {
                            if (row.state() == TcpState.TIME_WAIT.number()) {
                                ours.add(row.port());
                            }
                        });
                        assertThat(ours)
                                .hasSameSizeAs(Ss.lines("-tanH", "state", "time-wait"))
                                .isNotEmpty();
                    });
        }
    }

    @Test
    void closingStatesAreCountedWhereTheySit() throws IOException {
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            client.shutdownOutput(); // the client waits in FIN_WAIT2, the server's side in CLOSE_WAIT
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> total(table.inspect(Protocol.TCP, port).connections(), TcpState.CLOSE_WAIT) == 1);
            int clientPort = ((InetSocketAddress) client.getLocalAddress()).getPort();
            assertThat(table.inspect(Protocol.TCP, clientPort).connections())
                    .extracting(ConnectionCount::state)
                    .containsExactly(TcpState.FIN_WAIT2);
            assertThat(accepted.isConnected()).isTrue();
        }
    }

    @Test
    void theTableTellsAPortsCountsAndAddsUpThoseOfClients() throws IOException {
        leaveTimeWait(CLOSED);
        List<ConnectionCount> told = table.look().connections();
        assertThat(told)
                .filteredOn(count -> count.endpoint().port() == port)
                .singleElement()
                .satisfies(count -> {
                    assertThat(count.state()).isEqualTo(TcpState.TIME_WAIT);
                    assertThat(count.count()).isEqualTo(CLOSED);
                });
        assertThat(table.state().connections()).containsAll(told);

        try (Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
                SocketChannel accepted = server.accept()) {
            client.shutdownOutput();
            await().atMost(Duration.ofSeconds(5)).until(() -> {
                table.look();
                return table.state().ephemeral().stream().anyMatch(count -> count.state() == TcpState.FIN_WAIT2);
            });
            assertThat(accepted.isConnected()).isTrue();
        }
    }

    private static int total(List<ConnectionCount> counts, TcpState state) {
        return counts.stream()
                .filter(count -> count.state() == state)
                .mapToInt(ConnectionCount::count)
                .sum();
    }
}

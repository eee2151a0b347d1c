package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.testing.Ports;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TCP sockets that are bound and do not listen; Linux 6.8 or later shows them. */
final class BoundInactiveIT {

    private SceneProcess scene;
    private SocketTable table;

    @BeforeEach
    void start() throws IOException {
        scene = SceneProcess.start();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, HostClock.start());
    }

    @AfterEach
    void end() throws IOException {
        table.close();
        scene.close();
    }

    @Test
    void isShownWithItsHolderBesideTheListenersAndNeverAmongThem() throws IOException {
        int port = Ports.free();
        assertThat(scene.tell("open bound 4 127.0.0.91 " + port)).isEqualTo("opened");
        assertThat(scene.tell("open bound 6only ::1 " + port)).isEqualTo("opened");
        assertThat(scene.tell("open tcp 4 127.0.0.92 " + port)).isEqualTo("opened");
        scene.tell("open bound 4 127.0.0.91 0"); // another port, which the kernel lists as well

        PortView view = table.inspect(Protocol.TCP, port);
        assertThat(view.listeners())
                .extracting(listener -> listener.key().endpoint().text())
                .containsExactly("127.0.0.92:" + port);
        assertThat(view.listeners()).extracting(Listener::state).containsExactly(Optional.empty());
        List<Listener> bound = view.bound().orElseThrow();
        assertThat(bound)
                .extracting(listener -> listener.key().endpoint().text())
                .containsExactlyInAnyOrder("127.0.0.91:" + port, "[::1]:" + port);
        assertThat(bound).allSatisfy(socket -> {
            assertThat(socket.state()).contains(TcpState.BOUND_INACTIVE);
            assertThat(socket.backlog()).isEmpty();
            assertThat(socket.holders()).isInstanceOf(Holders.Known.class);
            assertThat(socket.holders().list())
                    .extracting(holder -> (long) holder.process().pid())
                    .containsExactly(scene.pid());
        });

        table.look();
        assertThat(table.state().listeners())
                .filteredOn(listener -> listener.key().endpoint().port() == port)
                .as("the ledger is of listeners")
                .hasSize(1);
        scene.tell("clear");
        assertThat(table.inspect(Protocol.TCP, port).bound()).contains(List.of());
    }

    @Test
    void isAListenerOnceItListensAndStaysTheSameSocket() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            PortView view = table.inspect(Protocol.TCP, socket.getLocalPort());
            assertThat(view.listeners()).hasSize(1);
            assertThat(view.bound()).contains(List.of());
        }
    }

    @Test
    void connectionsOfABoundClientAreNotTakenForIt() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket()) {
            client.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = client.getLocalPort();
            assertThat(table.inspect(Protocol.TCP, port).bound().orElseThrow()).hasSize(1);
            client.connect(server.getLocalSocketAddress());
            assertThat(table.inspect(Protocol.TCP, port).bound()).contains(List.of());
        }
    }

    @Test
    void isUnknownWhereItCannotBeSeen() throws IOException {
        ProcNetSource procNet = new ProcNetSource(Path.of("/proc/net"));
        try (SocketTable without = SocketTable.open(
                SocketTable.Settings.DEFAULT,
                HostClock.start(),
                Sources.procNet(procNet, new IOException("tried by a test")),
                System::nanoTime)) {
            assertThat(bound(without).available()).isFalse();
            assertThat(bound(without).cost()).isPresent();
            assertThat(without.inspect(Protocol.TCP, Ports.free()).bound()).isEmpty();
        }
        assertThat(bound(table).available()).isTrue();
    }

    private static Facility bound(SocketTable table) {
        return table.facilities().stream()
                .filter(facility -> facility.name().equals("bound_inactive"))
                .findFirst()
                .orElseThrow();
    }
}

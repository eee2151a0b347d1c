package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.netlink.SockDestroy;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real TIME_WAIT sockets are destroyed on request, and every other socket of the port and of other ports stays. */
final class TimeWaitReleaseIT {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private final HostClock clock = HostClock.start();
    private final TestingReports reports = new TestingReports();
    private final List<AutoCloseable> open = new ArrayList<>();
    private SocketTable table;
    private Boot boot;

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        boot = Boot.read();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        table.close();
    }

    /** A server that has closed some connections first, so that TIME_WAIT is on its side. */
    private ServerSocket serverWithTimeWait(int closed) throws IOException {
        ServerSocket server = new ServerSocket();
        open.add(server);
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(LOOPBACK, 0), 16);
        for (int i = 0; i < closed; i++) {
            try (Socket client = new Socket(LOOPBACK, server.getLocalPort())) {
                try (Socket accepted = server.accept()) {
                    assertThat(accepted.isConnected()).isTrue();
                }
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
        await().until(() -> waiting(server.getLocalPort()) == closed);
        return server;
    }

    private int waiting(int port) throws IOException {
        return table.inspect(Protocol.TCP, port).connections().stream()
                .filter(count -> count.state() == TcpState.TIME_WAIT)
                .mapToInt(ConnectionCount::count)
                .sum();
    }

    private ServerFrame.Stop release(Listener of, UUID bootId) {
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(bootId, of.key(), of.inode().orElseThrow(), List.of()),
                new StopMethod.ReleaseTimeWait(),
                clock.instant().plusSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
    }

    private StopOutcome run(Stops stops, ServerFrame.Stop stop) {
        stops.stop(stop, stop.deadline());
        await().until(() -> !reports.outcomes(stop.stopId()).isEmpty());
        return reports.outcomes(stop.stopId()).getFirst();
    }

    private Listener listener(int port) throws IOException {
        return table.inspect(Protocol.TCP, port).listeners().getFirst();
    }

    @Test
    void onlyTimeWaitOfTheEndpointGoes() throws IOException {
        ServerSocket server = serverWithTimeWait(4);
        int other = serverWithTimeWait(2).getLocalPort();
        int port = server.getLocalPort();
        Socket client = new Socket(LOOPBACK, port);
        Socket accepted = server.accept();
        open.addAll(List.of(client, accepted));
        SockDestroy.Released released = SockDestroy.timeWait(port, address -> true);
        assertThat(released).isEqualTo(new SockDestroy.Released(4, 0));
        assertThat(waiting(port)).isZero();
        assertThat(waiting(other)).as("of another port").isEqualTo(2);
        client.getOutputStream().write(42);
        assertThat(accepted.getInputStream().read()).as("ESTABLISHED").isEqualTo(42);
        try (Socket more = new Socket(LOOPBACK, port);
                Socket still = server.accept()) {
            assertThat(still.isConnected() && more.isConnected()).as("LISTEN").isTrue();
        }
        assertThat(SockDestroy.timeWait(other, address -> false)).isEqualTo(new SockDestroy.Released(0, 0));
        assertThat(waiting(other)).as("of another address").isEqualTo(2);
    }

    @Test
    void afterAReleaseThePortIsFreeForAProgramWithoutSoReuseaddr() throws IOException {
        ServerSocket server = serverWithTimeWait(3);
        int port = server.getLocalPort();
        Listener held = listener(port);
        server.close();
        try (ServerSocket plain = new ServerSocket()) {
            plain.setReuseAddress(false);
            assertThat(Stream.of(port).map(each -> canBind(plain, each))).containsExactly(false);
        }
        try (Stops stops = Stops.open(folder, Stops.Host.plain(boot.id(), table::inspect, clock), reports)) {
            assertThat(stops.facilities())
                    .filteredOn(facility -> facility.name().equals("sock_destroy"))
                    .allMatch(facility -> facility.available());
            assertThat(run(stops, release(held, UUID.randomUUID())))
                    .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                            .isEqualTo("identity.rebooted"));
            assertThat(waiting(port)).isEqualTo(3);
            assertThat(run(stops, release(held, boot.id()))).isEqualTo(new StopOutcome.Freed());
            assertThat(reports.steps()).contains(StopStep.REQUESTED);
        }
        try (ServerSocket plain = new ServerSocket()) {
            plain.setReuseAddress(false);
            assertThat(canBind(plain, port)).isTrue();
        }
    }

    private static boolean canBind(ServerSocket socket, int port) {
        try {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theHostsPolicyOfPortsHoldsForItToo() throws IOException {
        ServerSocket server = serverWithTimeWait(1);
        int port = server.getLocalPort();
        Listener held = listener(port);
        server.close();
        HostPolicy policy =
                new HostPolicy(java.util.Set::of, () -> PolicyText.parse("portledger.policy.ports.mine=" + port));
        try (Stops stops = Stops.open(
                folder,
                new Stops.Host(
                        boot.id(), table::inspect, clock, EngineSockets.at(List.of()), TimeWaitRelease::here, policy),
                reports)) {
            assertThat(run(stops, release(held, boot.id())))
                    .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                            .isEqualTo("protected.port:mine"));
            assertThat(waiting(port)).isEqualTo(1);
        }
    }
}

package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop is checked and verified in the network namespace of its socket, whatever the host has on the port. */
final class StopInOtherNamespaceIT {

    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final HostClock clock = HostClock.start();
    private final TestingReports reports = new TestingReports();
    private Boot boot;
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        Needs.program("unshare");
        boot = Boot.read();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private static TestingProcess inside(Class<?> program, int port) throws IOException {
        ProcessBuilder builder = TestingProcess.builder(program, Integer.toString(port), "plain");
        List<String> command =
                new ArrayList<>(List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        command.addAll(builder.command());
        Process process = builder.command(command).start();
        assertThat(process.inputReader().readLine()).isEqualTo(Integer.toString(port));
        return new TestingProcess(process, port);
    }

    private ServerFrame.Stop plan(Listener listener, Duration verifyFor) {
        Holder holder = listener.holders().list().getFirst();
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(boot.id(), listener.key(), listener.inode().orElseThrow(), List.of(holder.process())),
                new StopMethod.Process(holder.process(), Signal.SIGTERM),
                clock.instant().plusSeconds(30),
                LONG,
                verifyFor);
    }

    private Listener listener(TestingProcess process) throws IOException {
        long network = Namespace.inode(Path.of("/proc/" + process.process().pid() + "/ns/net"));
        List<Listener> there = table.inspect(Protocol.TCP, process.port(), Optional.of(network))
                .listeners();
        assertThat(there).hasSize(1);
        return there.getFirst();
    }

    private StopOutcome run(ServerFrame.Stop stop) throws IOException {
        try (Stops stops = Stops.open(folder, Stops.Host.plain(boot.id(), table::inspect, clock), reports)) {
            stops.stop(stop, stop.deadline());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !reports.outcomes(stop.stopId()).isEmpty());
            return reports.outcomes(stop.stopId()).getFirst();
        }
    }

    @Test
    void aPortInThereIsFreeThoughTheHostHoldsTheSame() throws IOException {
        try (ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestingProcess process = inside(ListeningProgram.class, here.getLocalPort())) {
            assertThat(run(plan(listener(process), SHORT))).isEqualTo(new StopOutcome.Freed());
            assertThat(process.process().isAlive()).isFalse();
            assertThat(table.inspect(Protocol.TCP, here.getLocalPort()).listeners())
                    .extracting(listener -> listener.key().netns())
                    .contains(table.netns());
        }
    }

    @Test
    void whatComesBackInThereIsSeen() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (TestingProcess supervised = inside(ListeningProgram.Restarter.class, port)) {
            Listener before = listener(supervised);
            assertThat(run(plan(before, LONG))).isInstanceOfSatisfying(StopOutcome.Rebound.class, rebound -> assertThat(
                            rebound.by())
                    .singleElement()
                    .satisfies(by -> {
                        assertThat(by.key()).isNotEqualTo(before.key());
                        assertThat(by.key().netns()).isEqualTo(before.key().netns());
                    }));
        }
    }
}

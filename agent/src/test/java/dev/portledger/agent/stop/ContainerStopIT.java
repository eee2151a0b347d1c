package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.ContainerEngine;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.StopFacts.ContainerFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops of containers by real engines, Docker and Podman, which go on. */
final class ContainerStopIT {

    private static final String WILLING = "$SIG{TERM} = sub { exit 0 }; ";

    @TempDir
    Path folder;

    private final HostClock clock = HostClock.start();
    private final TestingReports reports = new TestingReports();
    private Boot boot;

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        boot = Boot.read();
    }

    @AfterEach
    void nothingWasToldTwice() {
        assertThat(reports.steps()).isNotEmpty();
    }

    /** An engine with an agent beside it. */
    private final class Scene implements AutoCloseable {
        final ContainerEngine engine;
        final SocketTable table;
        final Stops stops;

        Scene(ContainerEngine engine) throws IOException {
            this.engine = engine;
            EngineSockets sockets = EngineSockets.at(List.of(engine.socket()));
            table = SocketTable.open(
                    SocketTable.Settings.DEFAULT.asking(sockets).reading(512), clock);
            stops = Stops.open(
                    folder,
                    new Stops.Host(
                            boot.id(),
                            table::inspect,
                            clock,
                            sockets,
                            TimeWaitRelease::here,
                            HostPolicy.ofThisProcess()),
                    reports);
        }

        void run(String name, int port, String handler, String... options) throws IOException {
            String program =
                    handler + "$s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5) or die $!; sleep 600 while 1";
            List<String> command = new java.util.ArrayList<>(List.of("run", "--detach", "--name", name));
            command.addAll(List.of("--volume", "/usr:/usr:ro", "--publish", "127.0.0.1:" + port + ":8080"));
            command.addAll(List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"));
            command.addAll(List.of(options));
            command.addAll(List.of("portledger-test:1", "perl", "-MIO::Socket::INET", "-e", program));
            engine.command(command.toArray(String[]::new));
        }

        Listener published(int port) {
            AtomicReference<Listener> found = new AtomicReference<>();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                table.look();
                table.inspect(Protocol.TCP, port).listeners().stream()
                        .filter(each -> each.holders().list().stream()
                                .anyMatch(holder -> holder.management() instanceof Management.Container))
                        .findFirst()
                        .ifPresent(found::set);
                return found.get() != null;
            });
            return found.get();
        }

        boolean isRunning(String name) throws IOException {
            return engine.command("inspect", "-f", "{{.State.Running}}", name)
                    .strip()
                    .equals("true");
        }

        StopOutcome stop(Listener listener, StopMethod method, Duration limit) {
            ServerFrame.Stop stop = new ServerFrame.Stop(
                    UUID.randomUUID(),
                    new StopTarget(
                            boot.id(),
                            listener.key(),
                            listener.inode().orElseThrow(),
                            listener.holders().list().stream()
                                    .map(Holder::process)
                                    .toList()),
                    method,
                    clock.instant().plusSeconds(30),
                    limit,
                    Duration.ofMillis(1500));
            stops.stop(stop, stop.deadline());
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> !reports.outcomes(stop.stopId()).isEmpty());
            return reports.outcomes(stop.stopId()).getFirst();
        }

        Evidence evidence(int port) {
            AtomicReference<Evidence> answer = new AtomicReference<>();
            stops.inspect(new ServerFrame.Inspect(UUID.randomUUID(), Protocol.TCP, port), answer::set);
            await().until(() -> answer.get() != null);
            return answer.get();
        }

        @Override
        public void close() throws IOException {
            stops.close();
            table.close();
            engine.close();
        }
    }

    private static StopMethod.Container method(Listener listener, Signal signal) {
        Management.Container container =
                (Management.Container) listener.holders().list().getFirst().management();
        return new StopMethod.Container(container.runtime(), container.id(), container.name(), signal);
    }

    private void assertStoppedForGood(Scene scene, int port) throws IOException {
        scene.run("orders-db", port, WILLING, "--restart", "always");
        scene.run("neighbour", port + 1, WILLING);
        Listener listener = scene.published(port);
        Evidence evidence = scene.evidence(port);
        assertThat(evidence.protection()).isEmpty();
        assertThat(evidence.stopFacts()).hasValueSatisfying(facts -> {
            assertThat(facts.methods()).contains(StopMethod.CONTAINER);
            assertThat(facts.containers()).hasSize(1);
            ContainerFacts container = facts.containers().getFirst();
            assertThat(container.restartPolicy()).contains("always");
            assertThat(container.stopSignal()).isEqualTo("SIGTERM");
        });
        assertThat(scene.stop(listener, method(listener, Signal.SIGTERM), Duration.ofSeconds(20)))
                .isInstanceOf(StopOutcome.Freed.class);
        await("its restart policy does not bring it back")
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> !scene.isRunning("orders-db"));
        assertThat(scene.isRunning("neighbour")).as("the engine goes on").isTrue();
    }

    @Test
    void aContainerOfDockerIsStoppedAndStaysSo() throws IOException {
        Needs.program("dockerd");
        try (Scene scene = new Scene(ContainerEngine.docker())) {
            assertStoppedForGood(scene, 18100);

            scene.run("stubborn", 18110, "");
            Listener stubborn = scene.published(18110);
            assertThat(scene.stop(stubborn, method(stubborn, Signal.SIGTERM), Duration.ofMillis(800)))
                    .as("no SIGKILL is part of the first request")
                    .isInstanceOf(StopOutcome.StillHeld.class);
            assertThat(scene.isRunning("stubborn")).isTrue();

            StopMethod.Container other = method(stubborn, Signal.SIGKILL);
            assertThat(scene.stop(
                            stubborn,
                            new StopMethod.Container(other.runtime(), "0".repeat(64), Optional.empty(), Signal.SIGKILL),
                            Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                            .isEqualTo("identity.container_changed"));
            Holder proxy = stubborn.holders().list().getFirst();
            assertThat(scene.stop(
                            stubborn, new StopMethod.Process(proxy.process(), Signal.SIGTERM), Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                            .isEqualTo("protected.container_engine"));
            assertThat(scene.isRunning("stubborn")).isTrue();

            assertThat(scene.stop(stubborn, other, Duration.ofSeconds(20))).isInstanceOf(StopOutcome.Freed.class);
            assertThat(scene.isRunning("stubborn")).isFalse();
        }
    }

    @Test
    void aContainerOfPodmanIsStoppedAndStaysSo() throws IOException {
        Needs.program("podman");
        try (Scene scene = new Scene(ContainerEngine.podman())) {
            assertStoppedForGood(scene, 18120);
        }
    }
}

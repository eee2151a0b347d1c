package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that a host's administrator writes, on a real process, while the agent runs. */
final class PolicyFileIT {

    @TempDir
    Path folder;

    private final HostClock clock = HostClock.start();
    private final TestingReports reports = new TestingReports();
    private Boot boot;
    private SocketTable table;
    private Path file;
    private NamedProgram program;
    private Stops stops;

    @BeforeEach
    void open() throws IOException {
        Needs.program("perl");
        boot = Boot.read();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
        file = folder.resolve("agent.properties");
        program = NamedProgram.start(folder.resolve("kittens"));
        stops = Stops.open(
                folder.resolve("journal"),
                new Stops.Host(
                        boot.id(),
                        table::inspect,
                        clock,
                        EngineSockets.at(List.of()),
                        TimeWaitRelease::here,
                        HostPolicy.of(new PolicyFile(file))),
                reports);
    }

    @AfterEach
    void close() {
        stops.close();
        program.close();
        table.close();
    }

    private ServerFrame.Stop plan() throws IOException {
        Listener listener =
                table.inspect(Protocol.TCP, program.port()).listeners().getFirst();
        ProcessIdentity process = listener.holders().list().getFirst().process();
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(boot.id(), listener.key(), listener.inode().orElseThrow(), List.of(process)),
                new StopMethod.Process(process, Signal.SIGTERM),
                clock.instant().plusSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMillis(200));
    }

    private StopOutcome run(ServerFrame.Stop stop) {
        stops.stop(stop, stop.deadline());
        await().until(() -> !reports.outcomes(stop.stopId()).isEmpty());
        return reports.outcomes(stop.stopId()).getFirst();
    }

    private Evidence evidence() {
        AtomicReference<Evidence> answer = new AtomicReference<>();
        stops.inspect(new ServerFrame.Inspect(UUID.randomUUID(), Protocol.TCP, program.port()), answer::set);
        await().until(() -> answer.get() != null);
        return answer.get();
    }

    private void assertForbidden(String policy, String rule) throws IOException {
        ServerFrame.Stop plannedBefore = plan();
        Files.writeString(file, policy);
        assertThat(evidence().protection()).singleElement().satisfies(protection -> assertThat(protection.rule())
                .isEqualTo(rule));
        assertThat(run(plannedBefore))
                .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                        .isEqualTo(rule));
        assertThat(program.isUntouched()).isTrue();
    }

    @Test
    void rulesHoldFromTheMomentTheyAreWrittenAndNoLonger() throws IOException {
        assertForbidden("portledger.policy.ports.web=1-65535\n", "protected.port:web");
        assertForbidden(
                "portledger.policy.executables.pets=*/kittens\n".replace("*/", "/*"), "protected.executable:pets");
        String user = System.getProperty("user.name");
        assertForbidden("portledger.policy.users.me=" + user + "\n", "protected.user:me");
        assertForbidden("portledger.policy.observe-only=true\n", "policy.observe_only");
        assertForbidden("portledger.policy.ports.web=80-\n", "policy.malformed");
        assertForbidden("portledger.policy.port.web=80\n", "policy.malformed");
        assertThat(stops.facilities())
                .filteredOn(facility -> facility.name().equals("policy"))
                .singleElement()
                .satisfies(facility -> {
                    assertThat(facility.available()).isFalse();
                    assertThat(facility.detail()).contains("portledger.policy.port.web");
                });
        assertThat(stops.policy().problem()).isPresent();
        Files.writeString(file, "portledger.policy.ports.web=1\n");
        assertThat(stops.policy().rules())
                .anySatisfy(rule -> assertThat(rule.rule()).isEqualTo("protected.port:web"));
        assertThat(evidence().protection()).isEmpty();
        assertThat(run(plan())).isEqualTo(new StopOutcome.Freed());
    }

    /** A policy that is there and cannot be read may forbid anything. */
    @Test
    void whatCannotBeReadForbidsAll() throws IOException {
        Files.createDirectory(file);
        assertThat(stops.policy().problem()).isPresent();
        assertThat(run(plan())).isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                .isEqualTo("policy.malformed"));
        assertThat(program.isUntouched()).isTrue();
    }
}

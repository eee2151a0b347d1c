package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.PortView;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the host never lets a server stop, on real processes under the names of the rules, and what passes for them. */
final class HostPolicyIT {

    @TempDir
    Path folder;

    private final HostClock clock = HostClock.start();
    private final TestingReports reports = new TestingReports();
    private Boot boot;
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        Needs.program("perl");
        boot = Boot.read();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private Listener listener(NamedProgram program) throws IOException {
        List<Listener> listeners = table.inspect(Protocol.TCP, program.port()).listeners().stream()
                .filter(each -> each.key().endpoint().address().text().equals("127.0.0.1"))
                .toList();
        assertThat(listeners).hasSize(1);
        return listeners.getFirst();
    }

    private static Holder holder(Listener listener) {
        assertThat(listener.holders().list()).hasSize(1);
        return listener.holders().list().getFirst();
    }

    private ServerFrame.Stop plan(Listener listener, Signal signal) {
        ProcessIdentity process = holder(listener).process();
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(boot.id(), listener.key(), listener.inode().orElseThrow(), List.of(process)),
                new StopMethod.Process(process, signal),
                clock.instant().plusSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMillis(200));
    }

    private StopOutcome run(ServerFrame.Stop stop) throws IOException {
        try (Stops stops =
                Stops.open(folder.resolve("journal"), Stops.Host.plain(boot.id(), table::inspect, clock), reports)) {
            stops.stop(stop, stop.deadline());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !reports.outcomes(stop.stopId()).isEmpty());
        }
        return reports.outcomes(stop.stopId()).getFirst();
    }

    private void assertProtected(NamedProgram program, String rule) throws IOException {
        for (Signal signal : Signal.values()) {
            assertThat(run(plan(listener(program), signal)))
                    .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> {
                        assertThat(refused.rule()).isEqualTo(rule);
                        assertThat(refused.message())
                                .contains("pid " + program.process().pid(), "must not be stopped");
                    });
        }
        assertThat(reports.steps()).doesNotContain(StopStep.REQUESTED, StopStep.ENDED);
        assertThat(program.isUntouched()).isTrue();
    }

    private void assertStopped(NamedProgram program) throws IOException {
        assertThat(run(plan(listener(program), Signal.SIGTERM))).isEqualTo(new StopOutcome.Freed());
        assertThat(program.said().readLine()).isEqualTo("signalled");
    }

    @ParameterizedTest
    @CsvSource({
        "sshd, protected.sshd",
        "sshd-session, protected.sshd",
        "sshd-auth, protected.sshd",
        "systemd, protected.systemd",
        "dbus-daemon, protected.systemd",
        "dbus-broker, protected.systemd",
        "dbus-broker-launch, protected.systemd",
        "dockerd, protected.container_engine",
        "containerd, protected.container_engine",
        "docker-proxy, protected.container_engine",
        "crio, protected.container_engine",
        "cri-dockerd, protected.container_engine",
        "rootlesskit, protected.container_engine"
    })
    void aProgramOfThatNameIsProtectedWhereverItIs(String name, String rule) throws IOException {
        try (NamedProgram program = NamedProgram.start(folder.resolve(name))) {
            assertProtected(program, rule);
        }
    }

    @Test
    void anUpgradeOrARemovalOfTheFileDoesNotLiftIt() throws IOException {
        Path file = folder.resolve("sshd");
        try (NamedProgram program = NamedProgram.start(file)) {
            Files.copy(Path.of("/bin/true"), folder.resolve("sshd.dpkg-new"));
            Files.move(folder.resolve("sshd.dpkg-new"), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(holder(listener(program)).exe()).contains(file + " (deleted)");
            assertProtected(program, "protected.sshd");
            Files.delete(file);
            assertProtected(program, "protected.sshd");
        }
    }

    @Test
    void aFolderWithANewlineDoesNotHideTheName() throws IOException {
        try (NamedProgram program = NamedProgram.start(folder.resolve("a\nb").resolve("sshd"))) {
            assertProtected(program, "protected.sshd");
        }
    }

    @Test
    void theNameAProcessGivesItselfNeitherProtectsNorExposes() throws IOException {
        try (NamedProgram disguised =
                NamedProgram.start(folder.resolve("sshd"), Optional.of("kittens"), Optional.of("kittens"))) {
            assertThat(holder(listener(disguised)).comm()).isEqualTo("kittens");
            assertProtected(disguised, "protected.sshd");
        }
        try (NamedProgram pretender =
                NamedProgram.start(folder.resolve("kittens"), Optional.of("sshd"), Optional.of("/usr/sbin/sshd"))) {
            assertThat(holder(listener(pretender)).comm()).isEqualTo("sshd");
            assertStopped(pretender);
        }
    }

    @ParameterizedTest
    @CsvSource({"sshd2", "notsshd", "sshd (deleted)x", "ssh"})
    void otherNamesAreNotTakenForIt(String name) throws IOException {
        try (NamedProgram program = NamedProgram.start(folder.resolve(name))) {
            assertStopped(program);
        }
    }

    /** Moving a process to another cgroup leaves all else of it as it was, so that a description of before would still fit. */
    @Test
    void aProcessThatIsMovedToAProtectedUnitIsProtectedFromThenOn() throws Exception {
        Needs.root();
        Path mount = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(folder -> Files.exists(folder.resolve("cgroup.procs")))
                .findFirst()
                .orElseThrow();
        Path slice = mount.resolve("portledger" + ProcessHandle.current().pid() + ".slice");
        Path unit = slice.resolve("ssh.service");
        try (NamedProgram program = NamedProgram.start(folder.resolve("kittens"))) {
            assertThat(HostPolicy.ofThisProcess().protection(holder(listener(program))))
                    .isEmpty();
            Files.createDirectories(unit);
            Files.writeString(
                    unit.resolve("cgroup.procs"),
                    Long.toString(program.process().pid()));
            assertProtected(program, "protected.sshd");
            program.process().destroyForcibly().waitFor(); // its cgroup can only be removed without it
        } finally {
            Files.deleteIfExists(unit);
            Files.deleteIfExists(slice);
        }
    }

    /** The rules are asked about the process that gets the signal, also when the list of holders lacks it. */
    @Test
    void aProcessThatCouldNotBeDescribedIsNotStopped() throws IOException {
        try (NamedProgram program = NamedProgram.start(folder.resolve("sshd"))) {
            Listener listener = listener(program);
            PortView view = new PortView(
                    clock.instant(),
                    List.of(listener.withHolders(new Holders.Partial(List.of(), HolderGap.CHANGED_WHILE_READING))),
                    List.of(),
                    List.of(),
                    Optional.empty());
            TargetCheck check = new TargetCheck(
                    boot.id(),
                    HostPolicy.ofThisProcess(),
                    Means.ofThisHost(EngineSockets.at(List.of()), TimeWaitRelease::here));
            assertThat(check.refusal(plan(listener, Signal.SIGKILL), view))
                    .hasValueSatisfying(refused -> assertThat(refused.rule()).isEqualTo("identity.unverifiable"));
        }
    }

    @Test
    void whoStartedTheAgentIsProtected() throws IOException {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        HostPolicy policy = HostPolicy.ofThisProcess();
        try (NamedProgram program = NamedProgram.start(folder.resolve("kittens"))) {
            Holder any = holder(listener(program));
            assertThat(policy.protection(any)).as("a child of the agent").isEmpty();
            assertThat(policy.protection(with(any, Math.toIntExact(parent.pid()), 1, any.exe())))
                    .map(Protection::rule)
                    .contains("protected.agent");
        }
    }

    @Test
    void initAndThreadsOfTheKernelAreProtected() throws IOException {
        HostPolicy policy = new HostPolicy(java.util.Set::of, () -> LocalPolicy.NOTHING);
        try (NamedProgram program = NamedProgram.start(folder.resolve("kittens"))) {
            Holder any = holder(listener(program));
            assertThat(policy.protection(with(any, 1, 0, any.exe())))
                    .map(Protection::rule)
                    .contains("protected.pid1");
            assertThat(policy.protection(with(any, 2, 0, Optional.empty())))
                    .map(Protection::rule)
                    .contains("protected.kernel_thread");
            assertThat(policy.protection(with(any, 77, 2, Optional.empty())))
                    .map(Protection::rule)
                    .contains("protected.kernel_thread");
            assertThat(policy.protection(with(any, 77, 2, any.exe())))
                    .as("in a container 2 is a program")
                    .isEmpty();
            assertThat(policy.protection(any)).isEmpty();
        }
    }

    /** Every rule says in its own words why. */
    @ParameterizedTest
    @EnumSource(HostRule.class)
    void rulesHaveStableNames(HostRule rule) {
        assertThat(rule.code()).matches("protected\\.[a-z0-9_]+");
        assertThat(rule.reason()).isNotBlank();
    }

    private static Holder with(Holder holder, int pid, int parentPid, Optional<String> exe) {
        return new Holder(
                new ProcessIdentity(
                        holder.process().bootId(), pid, holder.process().startTicks()),
                holder.startedAt(),
                parentPid,
                holder.comm(),
                exe,
                holder.cmdline(),
                holder.user(),
                holder.management(),
                holder.descriptors());
    }
}

package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Ports;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.domain.stop.StopTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops of real processes on real ports. */
final class StopsIT {

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
        boot = Boot.read();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private Stops stops() throws IOException {
        return Stops.open(folder, Stops.Host.plain(boot.id(), table::inspect, clock), reports);
    }

    private Listener listener(int port) throws IOException {
        List<Listener> listeners = listeners(port);
        assertThat(listeners).hasSize(1);
        return listeners.getFirst();
    }

    /** On 127.0.0.1 in either form, where the tests listen; on other addresses the host may have what it likes. */
    private List<Listener> listeners(int port) throws IOException {
        return table.inspect(Protocol.TCP, port).listeners().stream()
                .filter(listener -> listener.key().endpoint().address().text().endsWith("127.0.0.1"))
                .toList();
    }

    private ServerFrame.Stop plan(TestingProcess process, Signal signal, Duration timeLimit) throws IOException {
        return plan(listener(process.port()), signal, timeLimit);
    }

    private ServerFrame.Stop plan(Listener listener, Signal signal, Duration timeLimit) {
        List<ProcessIdentity> holders =
                listener.holders().list().stream().map(Holder::process).toList();
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                new StopTarget(boot.id(), listener.key(), listener.inode().orElseThrow(), holders),
                new StopMethod.Process(holders.getFirst(), signal),
                clock.instant().plusSeconds(30),
                timeLimit,
                SHORT);
    }

    private static ServerFrame.Stop with(ServerFrame.Stop stop, StopTarget target, StopMethod method) {
        return new ServerFrame.Stop(
                UUID.randomUUID(), target, method, stop.deadline(), stop.timeLimit(), stop.verifyFor());
    }

    private StopOutcome run(Stops stops, ServerFrame.Stop stop) {
        stops.stop(stop, stop.deadline());
        return outcome(stop);
    }

    private StopOutcome outcome(ServerFrame.Stop stop) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !reports.outcomes(stop.stopId()).isEmpty());
        return reports.outcomes(stop.stopId()).getFirst();
    }

    @Test
    void sigtermFreesThePort() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            assertThat(run(stops, plan(process, Signal.SIGTERM, LONG))).isEqualTo(new StopOutcome.Freed());
            assertThat(reports.steps())
                    .containsExactly(
                            StopStep.ACCEPTED,
                            StopStep.IDENTITY_CHECKED,
                            StopStep.REQUESTED,
                            StopStep.ENDED,
                            StopStep.VERIFYING);
            assertThat(process.process().isAlive()).isFalse();
        }
    }

    @Test
    void ignoredSigtermLeavesItHeldAndSigkillDoesNot() throws IOException {
        try (TestingProcess process = TestingProcess.listening("ignores-sigterm");
                Stops stops = stops()) {
            StopOutcome first = run(stops, plan(process, Signal.SIGTERM, SHORT));
            assertThat(first).isInstanceOfSatisfying(StopOutcome.StillHeld.class, held -> assertThat(held.by())
                    .singleElement()
                    .satisfies(listener -> assertThat(listener.holders()
                                    .list()
                                    .getFirst()
                                    .process()
                                    .pid())
                            .isEqualTo((int) process.process().pid())));
            assertThat(run(stops, plan(process, Signal.SIGKILL, LONG))).isEqualTo(new StopOutcome.Freed());
        }
    }

    @Test
    void whatComesBackIsReboundByItsNewHolder() throws IOException {
        int port;
        try (TestingProcess free = TestingProcess.listening("plain")) {
            port = free.port();
        }
        await().until(() -> listeners(port).isEmpty());
        try (TestingProcess supervised = TestingProcess.restarting(port);
                Stops stops = stops()) {
            ServerFrame.Stop planned = plan(supervised, Signal.SIGTERM, LONG);
            ServerFrame.Stop stop = new ServerFrame.Stop(
                    planned.stopId(), planned.target(), planned.method(), planned.deadline(), LONG, LONG);
            assertThat(run(stops, stop))
                    .isInstanceOfSatisfying(
                            StopOutcome.Rebound.class,
                            rebound -> assertThat(rebound.by()).singleElement().satisfies(by -> {
                                assertThat(by.key()).isNotEqualTo(stop.target().socket());
                                assertThat(by.key().endpoint())
                                        .isEqualTo(stop.target().socket().endpoint());
                            }));
        }
    }

    @Test
    void timeWaitIsNotFree() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), process.port())) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            await().until(() ->
                    !table.inspect(Protocol.TCP, process.port()).connections().isEmpty());
            Instant before = clock.instant();
            assertThat(run(stops, plan(process, Signal.SIGTERM, LONG)))
                    .isInstanceOfSatisfying(StopOutcome.OnlyTimeWait.class, left -> {
                        assertThat(left.count()).isEqualTo(1);
                        assertThat(left.lastLeavesAt()).isBetween(before, before.plusSeconds(90));
                    });
        }
    }

    /** Both have SO_REUSEADDR, so that one could be bound beside the other; who comes without it would fail. */
    @Test
    void aSocketThatIsOnlyBoundIsInTheWay() throws IOException {
        try (Socket bound = new Socket()) {
            bound.setReuseAddress(true);
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (TestingProcess process = TestingProcess.listening(bound.getLocalPort(), "plain");
                    Stops stops = stops()) {
                assertThat(inspect(stops, process.port()).bound().orElseThrow()).hasSize(1);
                assertThat(run(stops, plan(process, Signal.SIGTERM, LONG)))
                        .isInstanceOfSatisfying(StopOutcome.Rebound.class, rebound -> assertThat(rebound.by())
                                .singleElement()
                                .satisfies(by -> {
                                    assertThat(by.state()).contains(TcpState.BOUND_INACTIVE);
                                    assertThat(by.holders().list())
                                            .extracting(holder ->
                                                    (long) holder.process().pid())
                                            .containsExactly(
                                                    ProcessHandle.current().pid());
                                }));
            }
        }
    }

    /** A server that calls shutdown(2) on its listening socket and then hangs: nobody listens, and the port is not free. */
    @Test
    void aSocketThatStopsListeningIsStillHeldUntilItsProcessEnds() throws IOException {
        SceneProcess scene = SceneProcess.start();
        ProcessHandle process = ProcessHandle.of(scene.pid()).orElseThrow();
        try (Stops stops = stops()) {
            scene.tell("linger");
            // a port that the kernel chose would be given back by shutdown(2) itself
            scene.tell("open tcp 4 127.0.0.93 " + Ports.free());
            table.look();
            Listener listener = table.state().listeners().stream()
                    .filter(each -> each.key().endpoint().address().text().equals("127.0.0.93"))
                    .findFirst()
                    .orElseThrow();
            ServerFrame.Stop term = plan(listener, Signal.SIGTERM, SHORT);
            assertThat(run(stops, term))
                    .isInstanceOfSatisfying(
                            StopOutcome.StillHeld.class,
                            held -> assertThat(held.by()).singleElement().satisfies(by -> {
                                assertThat(by.key()).isEqualTo(listener.key());
                                assertThat(by.state()).contains(TcpState.BOUND_INACTIVE);
                            }));
            assertThat(run(stops, plan(listener, Signal.SIGKILL, LONG))).isEqualTo(new StopOutcome.Freed());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void anotherProcessThanPlannedIsNotTouched() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            ServerFrame.Stop good = plan(process, Signal.SIGKILL, SHORT);
            StopTarget target = good.target();
            ProcessIdentity holder = target.holders().getFirst();
            ProcessIdentity recycled = new ProcessIdentity(holder.bootId(), holder.pid(), holder.startTicks() - 1);
            StopMethod killRecycled = new StopMethod.Process(recycled, Signal.SIGKILL);
            StopTarget withRecycled =
                    new StopTarget(target.bootId(), target.socket(), target.inode(), List.of(recycled));
            assertRefused(stops, with(good, withRecycled, killRecycled), "identity.");
            assertRefused(stops, with(good, target, killRecycled), "identity.not_a_holder");
            StopTarget otherBoot = new StopTarget(UUID.randomUUID(), target.socket(), target.inode(), target.holders());
            assertRefused(stops, with(good, otherBoot, good.method()), "identity.rebooted");
            StopTarget otherInode = new StopTarget(
                    target.bootId(), target.socket(), target.inode().map(inode -> inode + 1), target.holders());
            assertRefused(stops, with(good, otherInode, good.method()), "identity.socket_changed");
            StopTarget more =
                    new StopTarget(target.bootId(), target.socket(), target.inode(), List.of(holder, recycled));
            assertRefused(stops, with(good, more, good.method()), "identity.holders_changed");
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    private void assertRefused(Stops stops, ServerFrame.Stop stop, String rule) {
        assertThat(run(stops, stop))
                .isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                        .startsWith(rule));
    }

    @Test
    void theAgentItselfIsProtected() throws IOException {
        try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Stops stops = stops()) {
            assertRefused(stops, plan(listener(own.getLocalPort()), Signal.SIGTERM, SHORT), "protected.agent");
            Evidence evidence = inspect(stops, own.getLocalPort());
            assertThat(evidence.protection()).anySatisfy(protection -> {
                assertThat(protection.rule()).isEqualTo("protected.agent");
                assertThat(protection.process().pid())
                        .isEqualTo((int) ProcessHandle.current().pid());
            });
            assertThat(evidence.listeners()).contains(listener(own.getLocalPort()));
        }
    }

    private static Evidence inspect(Stops stops, int port) {
        AtomicReference<Optional<Evidence>> answer = new AtomicReference<>(Optional.empty());
        stops.inspect(
                new ServerFrame.Inspect(UUID.randomUUID(), Protocol.TCP, port),
                evidence -> answer.set(Optional.of(evidence)));
        await().until(() -> answer.get().isPresent());
        return answer.get().orElseThrow();
    }

    @Test
    void aUnitThatDoesNotOwnTheHolderIsNotStopped() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            ServerFrame.Stop good = plan(process, Signal.SIGTERM, SHORT);
            assertRefused(stops, with(good, good.target(), new StopMethod.SystemUnit("--help")), "method.unit_name");
            assertRefused(
                    stops, with(good, good.target(), new StopMethod.SystemUnit("a b.service")), "method.unit_name");
            assertThat(run(stops, with(good, good.target(), new StopMethod.SystemUnit("ssh.service"))))
                    .isInstanceOf(StopOutcome.Refused.class);
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    @Test
    void theSameStopRunsOnceAndIsToldAgain() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            ServerFrame.Stop stop = plan(process, Signal.SIGTERM, LONG);
            stops.stop(stop, stop.deadline());
            stops.stop(stop, stop.deadline());
            assertThat(outcome(stop)).isEqualTo(new StopOutcome.Freed());
            stops.stop(stop, stop.deadline());
            await().until(() -> reports.outcomes(stop.stopId()).size() == 2);
            assertThat(reports.outcomes(stop.stopId())).containsOnly(new StopOutcome.Freed());
            assertThat(reports.steps()).containsOnlyOnce(StopStep.REQUESTED);
        }
    }

    @Test
    void afterTheDeadlineNothingIsDone() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            ServerFrame.Stop stop = plan(process, Signal.SIGTERM, LONG);
            stops.stop(stop, clock.instant().minusMillis(1));
            assertThat(outcome(stop)).isEqualTo(new StopOutcome.Expired());
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    @Test
    void withoutAJournalNothingIsDone() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain");
                Stops stops = stops()) {
            Files.delete(folder);
            Files.createFile(folder); // as root a folder can always be written, a file never holds files
            assertRefused(stops, plan(process, Signal.SIGKILL, SHORT), "journal.unavailable");
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    @Test
    void aRestartInTheMiddleSettlesByLookingAndDoesNothing() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain")) {
            ServerFrame.Stop requested = plan(process, Signal.SIGKILL, SHORT);
            ServerFrame.Stop accepted = plan(process, Signal.SIGKILL, SHORT);
            ServerFrame.Stop otherBoot = with(
                    requested,
                    new StopTarget(
                            UUID.randomUUID(),
                            requested.target().socket(),
                            requested.target().inode(),
                            requested.target().holders()),
                    requested.method());
            StopJournal journal = StopJournal.open(folder, clock.instant());
            for (ServerFrame.Stop stop : List.of(requested, accepted, otherBoot)) {
                assertThat(journal.accept(new JournalEvent.Accepted(clock.instant(), stop)))
                        .isTrue();
            }
            journal.add(requested.stopId(), new JournalEvent.Requesting(clock.instant()));
            journal.add(otherBoot.stopId(), new JournalEvent.Requesting(clock.instant()));
            try (Stops stops = stops()) {
                assertThat(stops.facilities()).isNotEmpty();
                assertThat(outcome(requested)).isInstanceOf(StopOutcome.StillHeld.class);
                assertThat(outcome(accepted)).isEqualTo(new StopOutcome.Aborted());
                assertThat(outcome(otherBoot)).isInstanceOf(StopOutcome.Unknown.class);
            }
            assertThat(process.process().isAlive()).isTrue();
            assertThat(reports.steps()).doesNotContain(StopStep.REQUESTED);
        }
    }

    /** The wall clock is read anew at each start of the agent, and may have been moved in between. */
    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aClockThatWasMovedByAnHourNeitherDelaysNorRepeats(long seconds) throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain")) {
            ServerFrame.Stop stop = plan(process, Signal.SIGKILL, SHORT);
            StopJournal journal = StopJournal.open(folder, clock.instant());
            Instant then = clock.instant().plusSeconds(seconds);
            assertThat(journal.accept(new JournalEvent.Accepted(then, stop))).isTrue();
            journal.add(stop.stopId(), new JournalEvent.Requesting(then));
            try (Stops stops = stops()) {
                assertThat(outcome(stop)).isInstanceOf(StopOutcome.StillHeld.class);
                stops.stop(stop, clock.instant().plusSeconds(3600));
                await().until(() -> reports.outcomes(stop.stopId()).size() == 2);
            }
            assertThat(process.process().isAlive()).isTrue();
            assertThat(reports.steps()).doesNotContain(StopStep.REQUESTED);
        }
    }

    /** What was told early is watched on, also by an agent that was restarted meanwhile. */
    @Test
    void aWatchThatARestartCutShortGoesOnAndCorrects() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain")) {
            ServerFrame.Stop stop = plan(process, Signal.SIGTERM, SHORT);
            ServerFrame.Stop gone = with(
                    stop,
                    new StopTarget(
                            stop.target().bootId(),
                            new SocketKey(
                                    stop.target().socket().netns(),
                                    Protocol.TCP,
                                    stop.target().socket().endpoint(),
                                    new SocketId.Cookie(1)),
                            stop.target().inode(),
                            stop.target().holders()),
                    new StopMethod.SystemUnit("orders.service"));
            StopJournal journal = StopJournal.open(folder, clock.instant());
            assertThat(journal.accept(new JournalEvent.Accepted(clock.instant(), gone)))
                    .isTrue();
            journal.add(gone.stopId(), new JournalEvent.Requesting(clock.instant()));
            journal.add(gone.stopId(), new JournalEvent.Watching(clock.instant(), clock.instant()));
            journal.add(gone.stopId(), new JournalEvent.Settled(clock.instant(), new StopOutcome.Freed()));
            journal.add(gone.stopId(), new JournalEvent.Told(clock.instant()));
            try (Stops first = stops()) {
                assertThat(first.facilities()).isNotEmpty();
                assertThat(outcome(gone)).isInstanceOf(StopOutcome.Rebound.class);
                await().until(() -> StopJournal.find(journal.read(gone.stopId()), JournalEvent.Watched.class)
                        .isPresent());
                first.stop(gone, gone.deadline());
                await().until(() -> reports.outcomes(gone.stopId()).size() == 2);
                assertThat(reports.outcomes(gone.stopId())).allMatch(StopOutcome.Rebound.class::isInstance);
            }
            try (Stops second = stops()) {
                assertThat(second.facilities()).isNotEmpty();
            }
            assertThat(reports.outcomes(gone.stopId())).hasSize(2);
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    @Test
    void anOutcomeThatWasNotToldIsToldAfterARestart() throws IOException {
        try (TestingProcess process = TestingProcess.listening("plain")) {
            ServerFrame.Stop stop = plan(process, Signal.SIGTERM, SHORT);
            StopJournal journal = StopJournal.open(folder, clock.instant());
            assertThat(journal.accept(new JournalEvent.Accepted(clock.instant(), stop)))
                    .isTrue();
            journal.add(stop.stopId(), new JournalEvent.Settled(clock.instant(), new StopOutcome.Freed()));
            try (Stops first = stops()) {
                assertThat(first.facilities()).isNotEmpty();
                assertThat(outcome(stop)).isEqualTo(new StopOutcome.Freed());
            }
            try (Stops second = stops()) {
                assertThat(second.facilities()).isNotEmpty();
            }
            assertThat(reports.outcomes(stop.stopId())).hasSize(1);
        }
    }
}

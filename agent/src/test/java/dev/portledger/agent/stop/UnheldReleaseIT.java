package dev.portledger.agent.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.netlink.SockDestroy;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.StopFacts;
import dev.portledger.domain.frame.StopFacts.PortRule;
import dev.portledger.domain.frame.StopFacts.ReleaseFacts;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TIME_WAIT is released where nobody holds the port, in a network namespace of its own beside the host's, and nothing else is. */
final class UnheldReleaseIT {

    private static final String LOCAL = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private final HostClock clock = HostClock.start();
    private final TestingReports reports = new TestingReports();
    private final AtomicReference<LocalPolicy> policy = new AtomicReference<>(LocalPolicy.NOTHING);
    private final List<AutoCloseable> open = new ArrayList<>();
    private SocketTable table;
    private Boot boot;
    private Stops stops;

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        Needs.program("unshare");
        boot = Boot.read();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
        stops = stops(this::release);
    }

    @AfterEach
    void close() throws Exception {
        stops.close();
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        table.close();
    }

    private SockDestroy.Released release(SocketKey socket) throws IOException {
        return table.in(socket.netns(), () -> TimeWaitRelease.here(socket));
    }

    private Stops stops(TimeWaitRelease release) throws IOException {
        return Stops.open(
                folder,
                new Stops.Host(
                        boot.id(),
                        table::inspect,
                        clock,
                        EngineSockets.at(List.of()),
                        release,
                        new HostPolicy(Set::of, policy::get)),
                reports);
    }

    /** A port of the host's own network that has TIME_WAIT and no listener, and what has made it. */
    private int leaveHere(int count) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        leaveHere(port, count);
        return port;
    }

    private void leaveHere(int port, int count) throws IOException {
        TestingProcess left =
                TestingProcess.start(LeftBehindProgram.class, Integer.toString(port), LOCAL + "=" + count);
        open.add(left);
        assertThat(waiting(table.netns(), port)).containsEntry(LOCAL, count);
    }

    /** TIME_WAIT by local address; that of the JVM is IPv4-mapped. */
    private Map<String, Integer> waiting(long netns, int port) throws IOException {
        return table.inspect(Protocol.TCP, port, Optional.of(netns)).connections().stream()
                .filter(count -> count.state() == TcpState.TIME_WAIT && count.count() > 0)
                .collect(Collectors.toMap(
                        count -> count.endpoint().address().text().replace("::ffff:", ""),
                        ConnectionCount::count,
                        Integer::sum));
    }

    private static SocketKey unheld(long netns, String address, int port) {
        return new SocketKey(
                netns, Protocol.TCP, new LocalEndpoint(IpAddress.parse(address), port), new SocketId.Unheld());
    }

    private ServerFrame.Stop plan(SocketKey endpoint) {
        return new ServerFrame.Stop(
                UUID.randomUUID(),
                StopTarget.unheld(boot.id(), endpoint),
                new StopMethod.ReleaseTimeWait(),
                clock.instant().plusSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
    }

    private StopOutcome run(ServerFrame.Stop stop) {
        return run(stop, stop.deadline());
    }

    private StopOutcome run(ServerFrame.Stop stop, Instant deadline) {
        stops.stop(stop, deadline);
        await().until(() -> !reports.outcomes(stop.stopId()).isEmpty());
        return reports.outcomes(stop.stopId()).getFirst();
    }

    private void assertRefused(ServerFrame.Stop stop, String rule) {
        assertThat(run(stop)).isInstanceOfSatisfying(StopOutcome.Refused.class, refused -> assertThat(refused.rule())
                .isEqualTo(rule));
    }

    @Test
    void onlyTheNamespaceAndTheAddressThatAreNamed() throws IOException {
        int port = leaveHere(2);
        ProcessBuilder program =
                TestingProcess.builder(LeftBehindProgram.class, Integer.toString(port), LOCAL + "=3", OTHER + "=4");
        List<String> inside =
                new ArrayList<>(List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        inside.addAll(program.command());
        Process process = program.command(inside).start();
        open.add(new TestingProcess(process, port));
        assertThat(process.inputReader().readLine()).isEqualTo(Integer.toString(port));
        long netns = Namespace.inode(Path.of("/proc/" + process.pid() + "/ns/net"));
        assertThat(waiting(netns, port)).isEqualTo(Map.of(LOCAL, 3, OTHER, 4));

        assertThat(run(plan(unheld(netns, LOCAL, port)))).isEqualTo(new StopOutcome.Freed());
        assertThat(waiting(netns, port)).as("of another address").isEqualTo(Map.of(OTHER, 4));
        assertThat(waiting(table.netns(), port)).as("of another namespace").isEqualTo(Map.of(LOCAL, 2));
        assertThat(reports.steps())
                .containsExactly(
                        StopStep.ACCEPTED,
                        StopStep.IDENTITY_CHECKED,
                        StopStep.REQUESTED,
                        StopStep.ENDED,
                        StopStep.VERIFYING);

        assertThat(run(plan(unheld(netns, "0.0.0.0", port)))).isEqualTo(new StopOutcome.Freed());
        assertThat(waiting(netns, port)).isEmpty();
        assertThat(waiting(table.netns(), port)).isEqualTo(Map.of(LOCAL, 2));
    }

    /** Somebody who listens is not what the plan was for; TIME_WAIT of its own connections stays as well. */
    @Test
    void nothingIsDoneOnceSomebodyListens() throws IOException {
        int port = leaveHere(3);
        ServerFrame.Stop planned = plan(unheld(table.netns(), LOCAL, port));
        try (ServerSocket listener = listening(port)) {
            assertRefused(planned, "identity.endpoint_held");
            assertRefused(plan(unheld(table.netns(), "0.0.0.0", port)), "identity.endpoint_held");
            assertThat(waiting(table.netns(), port)).isEqualTo(Map.of(LOCAL, 3));
            assertServes(listener);
        }
        assertThat(reports.steps()).doesNotContain(StopStep.REQUESTED);
    }

    /** Who comes between the check and the act is not touched, nor is a connection to it, and the outcome names it. */
    @Test
    void whoComesInBetweenIsNotTouched() throws IOException {
        int port = leaveHere(3);
        AtomicReference<ServerSocket> came = new AtomicReference<>();
        AtomicReference<Socket> client = new AtomicReference<>();
        stops.close();
        stops = stops(socket -> {
            came.set(listening(port));
            client.set(new Socket(LOOPBACK, port));
            return release(socket);
        });
        StopOutcome outcome = run(plan(unheld(table.netns(), LOCAL, port)));
        try (ServerSocket listener = came.get();
                Socket connected = client.get();
                Socket accepted = listener.accept()) {
            assertThat(outcome).isInstanceOfSatisfying(StopOutcome.Rebound.class, rebound -> assertThat(rebound.by())
                    .singleElement()
                    .satisfies(by -> assertThat(by.key().endpoint().port()).isEqualTo(port)));
            assertThat(waiting(table.netns(), port)).isEmpty();
            connected.getOutputStream().write(42);
            assertThat(accepted.getInputStream().read()).as("ESTABLISHED").isEqualTo(42);
            assertServes(listener);
        }
    }

    private static ServerSocket listening(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(LOOPBACK, port));
        return listener;
    }

    private static void assertServes(ServerSocket listener) throws IOException {
        try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            assertThat(client.isConnected() && accepted.isConnected()).isTrue();
        }
    }

    @Test
    void theHostsPolicyIsToldBeforeAndHoldsWhenItIsRun() throws IOException {
        int port = leaveHere(1);
        assertThat(evidence(port)).isEqualTo(Optional.of(new ReleaseFacts(Optional.empty())));
        policy.set(PolicyText.parse("portledger.policy.ports.mine=" + port));
        assertThat(evidence(port).flatMap(ReleaseFacts::refused).map(PortRule::rule))
                .contains("protected.port:mine");
        assertRefused(plan(unheld(table.netns(), LOCAL, port)), "protected.port:mine");
        policy.set(PolicyText.parse("portledger.policy.observe-only=true"));
        assertThat(evidence(port).flatMap(ReleaseFacts::refused).map(PortRule::rule))
                .contains("policy.observe_only");
        assertRefused(plan(unheld(table.netns(), LOCAL, port)), "policy.observe_only");
        policy.set(PolicyText.parse("portledger.policy.observe=true"));
        assertRefused(plan(unheld(table.netns(), LOCAL, port)), "policy.malformed");
        assertThat(waiting(table.netns(), port)).isEqualTo(Map.of(LOCAL, 1));
    }

    private Optional<ReleaseFacts> evidence(int port) {
        AtomicReference<Evidence> answer = new AtomicReference<>();
        stops.inspect(new ServerFrame.Inspect(UUID.randomUUID(), Protocol.TCP, port), answer::set);
        await().until(() -> answer.get() != null);
        return answer.get().stopFacts().flatMap(StopFacts::release);
    }

    @Test
    void isForOneBootAndNotAfterItsDeadline() throws IOException {
        int port = leaveHere(2);
        SocketKey endpoint = unheld(table.netns(), LOCAL, port);
        ServerFrame.Stop now = plan(endpoint);
        assertRefused(
                new ServerFrame.Stop(
                        UUID.randomUUID(),
                        StopTarget.unheld(UUID.randomUUID(), endpoint),
                        now.method(),
                        now.deadline(),
                        now.timeLimit(),
                        now.verifyFor()),
                "identity.rebooted");
        assertThat(run(now, clock.instant().minusSeconds(1))).isEqualTo(new StopOutcome.Expired());
        assertThat(waiting(table.netns(), port)).isEqualTo(Map.of(LOCAL, 2));
    }

    @Test
    void isDoneOnceHoweverOftenItIsAskedFor() throws IOException {
        int port = leaveHere(2);
        ServerFrame.Stop stop = plan(unheld(table.netns(), LOCAL, port));
        assertThat(run(stop)).isEqualTo(new StopOutcome.Freed());
        leaveHere(port, 3);
        stops.stop(stop, stop.deadline());
        await().until(() -> reports.outcomes(stop.stopId()).size() == 2);
        assertThat(waiting(table.netns(), port)).isEqualTo(Map.of(LOCAL, 3));

        ServerFrame.Stop interrupted = plan(unheld(table.netns(), LOCAL, port));
        stops.close();
        StopJournal journal = StopJournal.open(folder, clock.instant());
        assertThat(journal.accept(new JournalEvent.Accepted(clock.instant(), interrupted)))
                .isTrue();
        journal.add(interrupted.stopId(), new JournalEvent.Requesting(clock.instant()));
        stops = stops(this::release);
        await().until(() -> !reports.outcomes(interrupted.stopId()).isEmpty());
        assertThat(reports.outcomes(interrupted.stopId()).getFirst())
                .as("an agent that was restarted in the middle only looks")
                .isInstanceOfSatisfying(StopOutcome.OnlyTimeWait.class, left -> assertThat(left.count())
                        .isEqualTo(3));
        assertThat(waiting(table.netns(), port)).isEqualTo(Map.of(LOCAL, 3));
    }

    /** What a release is for: the program that could not bind can. */
    @Test
    void aProgramWithoutSoReuseaddrCanBindAgain() throws IOException {
        int port = leaveHere(1);
        assertThat(canBind(port)).isFalse();
        assertThat(run(plan(unheld(table.netns(), "::", port)))).isEqualTo(new StopOutcome.Freed());
        assertThat(canBind(port)).isTrue();
    }

    private static boolean canBind(int port) throws IOException {
        try (ServerSocket plain = new ServerSocket()) {
            plain.setReuseAddress(false);
            plain.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        }
    }
}

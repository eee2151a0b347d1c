package dev.portledger.agent.failedbind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.bind.PortSight;
import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.ClaimantReader;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.testing.Needs;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.Warning;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From bind(2) calls of real processes to reports, through the kernel. */
final class FailedBindWatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Tries to bind as often as it is told, and says how often it was refused; then it waits for the end of its input. */
    private static final String CLAIM = """
            import socket, sys
            port, times = int(sys.argv[1]), int(sys.argv[2])
            refused = 0
            for _ in range(times):
                with socket.socket() as claim:
                    try:
                        claim.bind(("127.0.0.1", port))
                    except OSError:
                        refused += 1
            print(refused, flush=True)
            sys.stdin.read()
            """;

    /** The ports for clients are far below those of the host. */
    private static final String LOOPBACK_UP =
            "ip link set lo up && echo 2000 2999 > /proc/sys/net/ipv4/ip_local_port_range && exec \"$@\"";

    private static final String HOLD = """
            import socket, sys
            held = socket.socket()
            held.bind(("127.0.0.1", int(sys.argv[1])))
            held.listen()
            print("listening", flush=True)
            sys.stdin.read()
            """;

    private static final class Told implements FailedBindWatch.Reports {
        private final Map<UUID, FailedBindSeries> last = new ConcurrentHashMap<>();
        private volatile long generation;

        @Override
        public synchronized void tell(List<FailedBindSeries> failed) {
            failed.forEach(one -> last.put(one.id(), one));
        }

        @Override
        public long generation() {
            return generation;
        }

        List<FailedBindSeries> of(long pid) {
            return last.values().stream()
                    .filter(one -> one.claimant().pid() == pid)
                    .toList();
        }
    }

    private final HostClock clock = HostClock.start();
    private final Told told = new Told();
    private FailedBindWatch watch;
    private EventSource events;

    @BeforeEach
    void watchBinds() throws IOException {
        Needs.root();
        Needs.program("python3");
        PortSight sight = PortSight.open(
                HolderFinder.open(Boot.read(), EngineSockets.at(List.of())),
                new PortSight.Known((_, _) -> Map.of(), _ -> List.of()),
                clock);
        watch = new FailedBindWatch(
                new FailedBinds(
                        ClaimantReader.open(Boot.read()),
                        Optional.of(sight),
                        new FailedBinds.Networks(
                                Namespace.ownNetwork(), (netns, pid) -> NetworkNamespace.of(pid, netns))),
                told,
                clock);
        watch.start();
        events = EventSources.open(EventMode.POST, clock::at, watch::accept);
        assertThat(events.mode()).isEqualTo(EventMode.POST);
    }

    @AfterEach
    void end() {
        events.close();
        watch.close();
    }

    private static Process claim(int port, int times) throws IOException {
        Process claimant =
                new ProcessBuilder("python3", "-c", CLAIM, Integer.toString(port), Integer.toString(times)).start();
        String refused = claimant.inputReader().readLine();
        assertThat(refused).isEqualTo(Integer.toString(times));
        return claimant;
    }

    private static void end(Process claimant) throws IOException, InterruptedException {
        claimant.getOutputStream().close();
        assertThat(claimant.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void namesTheClaimantAndTheHolderAndFoldsRepeats() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process claimant = claim(holder.getLocalPort(), 5);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(told.of(claimant.pid()))
                    .singleElement()
                    .extracting(FailedBindSeries::times)
                    .isEqualTo(5L));
            FailedBindSeries failed = told.of(claimant.pid()).getFirst();
            assertThat(failed.attempt().endpoint().text()).isEqualTo("127.0.0.1:" + holder.getLocalPort());
            assertThat(failed.attempt().flags().reuseAddr()).contains(false);
            assertThat(failed.claimant().cmdline().orElseThrow()).contains("python3 -c");
            assertThat(failed.claimant().exe().orElseThrow()).contains("python3");
            assertThat(failed.claimant().parent().orElseThrow().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
            assertThat(failed.inTheWay()).singleElement().satisfies(held -> assertThat(
                            held.holders().list())
                    .extracting(one -> (long) one.process().pid())
                    .containsExactly(ProcessHandle.current().pid()));
            assertThat(failed.diagnosis().map(Diagnosis::cause).orElseThrow()).isInstanceOf(Cause.OtherProcess.class);
            end(claimant);
        }
    }

    @Test
    void aProgramThatIsStartedAgainAndAgainIsOneSeriesWithTheLastPid() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int start = 1; start <= 4; start++) {
                Process claimant = claim(holder.getLocalPort(), 1);
                long times = start;
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(told.of(claimant.pid()))
                        .singleElement()
                        .extracting(FailedBindSeries::times)
                        .isEqualTo(times));
                end(claimant);
            }
            assertThat(told.last.values())
                    .filteredOn(one -> one.attempt().endpoint().port() == holder.getLocalPort())
                    .singleElement()
                    .satisfies(one -> assertThat(one.firstAt()).isBefore(one.lastAt()));
        }
    }

    /** The same port is free there, or not, whatever the host has on it. */
    @Test
    void looksIntoTheClaimantsNetworkNamespace() throws Exception {
        Needs.program("unshare");
        Needs.program("nsenter");
        try (ServerSocket onTheHost = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(onTheHost.getLocalPort());
            Process holder = new ProcessBuilder(
                            "unshare", "--net", "sh", "-c", LOOPBACK_UP, "sh", "python3", "-c", HOLD, port)
                    .start();
            assertThat(holder.inputReader().readLine()).isEqualTo("listening");
            String network = "/proc/" + holder.pid() + "/ns/net";
            Process claimant =
                    new ProcessBuilder("nsenter", "--net=" + network, "python3", "-c", CLAIM, port, "1").start();
            assertThat(claimant.inputReader().readLine()).isEqualTo("1");
            await().atMost(PATIENCE).until(() -> !told.of(claimant.pid()).isEmpty());
            FailedBindSeries failed = told.of(claimant.pid()).getFirst();
            assertThat(failed.netns()).contains(Namespace.inode(Path.of(network)));
            assertThat(failed.inTheWay()).singleElement().satisfies(held -> assertThat(
                            held.holders().list())
                    .extracting(one -> (long) one.process().pid())
                    .containsExactly(holder.pid()));
            Diagnosis diagnosis = failed.diagnosis().orElseThrow();
            assertThat(diagnosis.cause()).isInstanceOf(Cause.OtherProcess.class);
            assertThat(diagnosis.warnings())
                    .as("on the host the port is one for clients, there it is not")
                    .doesNotContain(Warning.LISTENER_IN_EPHEMERAL_RANGE);
            end(claimant);
            end(holder);
        }
    }

    @Test
    void tellsAgainWhatMayHaveBeenDroppedOnItsWay() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process claimant = claim(holder.getLocalPort(), 1);
            await().atMost(PATIENCE).until(() -> !told.of(claimant.pid()).isEmpty());
            FailedBindSeries before = told.of(claimant.pid()).getFirst();
            told.last.clear();
            told.generation = 1;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told.last.get(before.id())).isEqualTo(before));
            end(claimant);
        }
    }
}

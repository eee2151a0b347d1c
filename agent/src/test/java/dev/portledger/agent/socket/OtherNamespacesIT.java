package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners of real network namespaces that are not the agent's own. Others may come and go on this machine meanwhile. */
final class OtherNamespacesIT {

    private static final int PORT = 46_501;

    private final HostClock clock = HostClock.start();
    private final List<Opened> opened = new ArrayList<>();
    private final List<Closed> closed = new ArrayList<>();
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        Needs.program("unshare");
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    private Look look() throws IOException {
        Look look = table.look();
        opened.addAll(look.opened());
        closed.addAll(look.closed());
        return look;
    }

    private void lookUntilOpened(int port, int howMany) {
        soon().until(() -> {
            look();
            return openedOn(port).size() == howMany;
        });
    }

    private List<Opened> openedOn(int port) {
        return opened.stream()
                .filter(one -> one.listener().key().endpoint().port() == port)
                .toList();
    }

    private List<Closed> closedOn(int port) {
        return closed.stream()
                .filter(one -> one.key().endpoint().port() == port)
                .toList();
    }

    private Facility netns() {
        return table.facilities().stream()
                .filter(facility -> facility.name().equals("netns"))
                .findFirst()
                .orElseThrow();
    }

    private static long network(long pid) throws IOException {
        return Namespace.inode(Path.of("/proc/" + pid + "/ns/net"));
    }

    private static SceneProcess scene(String before) throws IOException {
        SceneProcess scene = SceneProcess.start(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && " + before + "exec \"$@\"", "sh"));
        scene.tell("clear"); // it runs, and so it is in its namespace
        return scene;
    }

    /** Descriptors of this process that keep network namespaces. */
    private static List<String> held() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            List<String> held = new ArrayList<>();
            for (Path each : descriptors.toList()) {
                if (Files.isSymbolicLink(each)
                        && Files.readSymbolicLink(each).toString().startsWith("net:")) {
                    held.add(Files.readSymbolicLink(each).toString());
                }
            }
            return held;
        }
    }

    @Test
    void theSameAddressAndPortIsAListenerInEachNamespace() throws IOException {
        try (ServerSocket here = new ServerSocket(PORT, 5, InetAddress.ofLiteral("0.0.0.0"));
                SceneProcess one = scene("");
                SceneProcess two = scene("")) {
            assertThat(one.tell("open tcp 4 0.0.0.0 " + PORT)).isEqualTo("opened");
            assertThat(two.tell("open tcp 4 0.0.0.0 " + PORT)).isEqualTo("opened");
            lookUntilOpened(PORT, 3);
            List<Listener> listeners = table.inspect(Protocol.TCP, PORT).listeners();
            assertThat(listeners)
                    .extracting(listener -> listener.key().netns())
                    .containsExactlyInAnyOrder(table.netns(), network(one.pid()), network(two.pid()));
            assertThat(listeners).allSatisfy(listener -> assertThat(listener.holders())
                    .isInstanceOfSatisfying(Holders.Known.class, holders -> assertThat(holders.list())
                            .singleElement()
                            .satisfies(holder -> assertThat(listener.key().netns())
                                    .isEqualTo(network(holder.process().pid())))));
            assertThat(table.inspect(Protocol.TCP, PORT, Optional.of(network(two.pid())))
                            .listeners())
                    .singleElement()
                    .satisfies(listener -> assertThat(listener.holders()
                                    .list()
                                    .getFirst()
                                    .process()
                                    .pid())
                            .isEqualTo((int) two.pid()));
            assertThat(look().digest())
                    .isEqualTo(TableDigest.of(table.state().listeners().stream()
                            .map(Listener::key)
                            .toList()));
            assertThat(netns()).matches(Facility::available);
            assertThat(here.isBound()).isTrue();
        }
    }

    @Test
    void whenItsLastProcessEndsItsListenersAreClosedAndItIsLetGo() throws IOException {
        long network;
        Instant lastSeen;
        try (SceneProcess scene = scene("")) {
            scene.tell(List.of("open tcp 4 0.0.0.0 " + PORT, "open udp 6 :: " + PORT));
            lookUntilOpened(PORT, 2);
            network = network(scene.pid());
            assertThat(held()).contains("net:[" + network + "]");
            lastSeen = clock.instant();
        }
        Instant ended = clock.instant();
        soon().until(() -> {
            look();
            return closedOn(PORT).size() == 2;
        });
        assertThat(closedOn(PORT)).allSatisfy(one -> {
            assertThat(one.key().netns()).isEqualTo(network);
            assertThat(one.when()).isInstanceOfSatisfying(Moment.BetweenLooks.class, moment -> {
                assertThat(moment.after().orElseThrow()).isBefore(ended);
                assertThat(moment.by()).isAfter(lastSeen);
            });
        });
        soon().untilAsserted(() -> {
            look();
            assertThat(held()).doesNotContain("net:[" + network + "]");
        });
        assertThat(table.inspect(Protocol.TCP, PORT, Optional.of(network)).listeners())
                .as("of a namespace that is gone nothing is left")
                .isEmpty();
    }

    @Test
    void anInterfaceHasTheNameThatItHasThere() throws IOException {
        Needs.program("ip");
        try (SceneProcess scene = scene("ip link add ports0 type bridge && ip link set ports0 up && ")) {
            assertThat(scene.tell("open tcp 4 0.0.0.0 " + PORT + " device=ports0"))
                    .isEqualTo("opened");
            lookUntilOpened(PORT, 1);
            assertThat(openedOn(PORT).getFirst().listener().key().endpoint().device())
                    .contains("ports0");
        }
    }

    @Test
    void anEventBringsItsNamespaceInWithTheTimeOfTheListener() throws IOException {
        try (EventSource source = EventSources.open(EventMode.POST, clock::at, table::hear)) {
            assertThat(source.mode()).isEqualTo(EventMode.POST);
            look();
            try (SceneProcess scene = scene("")) {
                Instant before = clock.instant();
                scene.tell("open tcp 4 0.0.0.0 " + PORT);
                Instant after = clock.instant();
                lookUntilOpened(PORT, 1);
                assertThat(openedOn(PORT).getFirst().when())
                        .isInstanceOfSatisfying(Moment.Event.class, event -> assertThat(event.at())
                                .isBetween(before, after));
            }
        }
    }

    /** Namespaces that are entered, read and waited for while their only process is being killed. */
    @Test
    void namespacesMayEndAtAnyMoment() throws Exception {
        String listen = "import socket,sys; s = socket.create_server(('', " + PORT
                + ")); print('listening', flush=True); sys.stdin.read()";
        Needs.program("python3");
        try (EventSource source = EventSources.open(EventMode.POST, clock::at, table::hear)) {
            assertThat(source.mode()).isEqualTo(EventMode.POST);
            look();
            List<Long> networks = new ArrayList<>();
            for (int round = 0; round < 60; round++) {
                Process process = new ProcessBuilder("unshare", "--net", "python3", "-c", listen).start();
                if (round % 3 != 0) {
                    assertThat(process.inputReader().readLine()).isEqualTo("listening");
                    networks.add(network(process.pid()));
                }
                if (round % 2 == 0) {
                    look();
                }
                process.destroyForcibly();
                look();
            }
            soon().untilAsserted(() -> {
                look();
                List<Long> known = table.state().listeners().stream()
                        .map(listener -> listener.key().netns())
                        .toList();
                assertThat(known).doesNotContainAnyElementsOf(networks);
                assertThat(held())
                        .doesNotContainAnyElementsOf(networks.stream()
                                .map(number -> "net:[" + number + "]")
                                .toList());
            });
            assertThat(openedOn(PORT)).hasSizeGreaterThan(20);
            assertThat(closedOn(PORT))
                    .extracting(Closed::key)
                    .containsExactlyInAnyOrderElementsOf(openedOn(PORT).stream()
                            .map(one -> one.listener().key())
                            .toList());
        }
    }

    @Test
    void beyondTheLimitNamespacesAreNotReadAndThatIsSaid() throws IOException {
        try (SocketTable one = SocketTable.open(SocketTable.Settings.DEFAULT.reading(1), clock);
                SceneProcess first = scene("");
                SceneProcess second = scene("")) {
            first.tell("open tcp 4 0.0.0.0 " + PORT);
            second.tell("open tcp 4 0.0.0.0 " + PORT);
            one.look();
            assertThat(one.state().listeners().stream()
                            .map(listener -> listener.key().netns())
                            .filter(number -> number != one.netns())
                            .distinct())
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(one.facilities())
                    .filteredOn(facility -> facility.name().equals("netns"))
                    .singleElement()
                    .satisfies(facility -> {
                        assertThat(facility.available()).isFalse();
                        assertThat(facility.detail())
                                .startsWith("1 network namespace is read beside the agent's own")
                                .matches(".*the most that are \\(namespaces=1\\); [1-9]\\d* more are not");
                    });
        }
    }

    @Test
    void nobodyHasToReadThem() throws IOException {
        try (SocketTable none = SocketTable.open(SocketTable.Settings.DEFAULT.reading(0), clock);
                SceneProcess scene = scene("")) {
            scene.tell("open tcp 4 0.0.0.0 " + PORT);
            none.look();
            assertThat(none.state().listeners())
                    .allMatch(listener -> listener.key().netns() == none.netns());
            assertThat(held()).doesNotContain("net:[" + network(scene.pid()) + "]");
        }
    }
}

package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.Look;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of sockets with the kernel's events: real listeners, looked at only when the test says so. */
final class ListenEventsIT {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.77");

    private final HostClock clock = HostClock.start();
    private final List<Opened> opened = new ArrayList<>();
    private final List<Closed> closed = new ArrayList<>();
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        Needs.root();
        table = SocketTable.open(SocketTable.Settings.DEFAULT, clock);
        table.expectEvents();
        table.look();
    }

    @AfterEach
    void close() {
        table.close();
    }

    private void look() throws IOException {
        Look look = table.look();
        opened.addAll(look.opened());
        closed.addAll(look.closed());
        assertThat(look.digest())
                .isEqualTo(TableDigest.of(
                        table.state().listeners().stream().map(Listener::key).toList()));
    }

    /** A look that comes before the event has nothing to read, so there may have to be another one. */
    private void lookUntil(BooleanSupplier seen) {
        await().until(() -> {
            look();
            return seen.getAsBoolean();
        });
    }

    private List<Opened> openedOn(int port) {
        return opened.stream()
                .filter(event -> event.listener().key().endpoint().port() == port)
                .toList();
    }

    private List<Closed> closedOn(int port) {
        return closed.stream()
                .filter(event -> event.key().endpoint().port() == port)
                .toList();
    }

    private static Instant eventTime(Moment moment) {
        assertThat(moment).isInstanceOf(Moment.Event.class);
        return ((Moment.Event) moment).at();
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "EXIT", "TRACEFS"})
    void opensAndClosesAtTheTimeItHappened(EventMode mode) throws Exception {
        try (EventSource source = EventSources.open(mode, clock::at, table::hear)) {
            assertThat(source.mode()).isEqualTo(mode);
            Instant before = clock.instant();
            ServerSocket socket = new ServerSocket(0, 5, HERE);
            int port = socket.getLocalPort();
            Instant after = clock.instant();
            lookUntil(() -> !openedOn(port).isEmpty());
            assertThat(openedOn(port)).hasSize(1);
            // tracefs tells whole microseconds
            assertThat(eventTime(openedOn(port).getFirst().when())).isBetween(before.minusNanos(1_000), after);

            Instant beforeEnd = clock.instant();
            socket.close();
            Instant afterEnd = clock.instant();
            lookUntil(() -> !closedOn(port).isEmpty());
            assertThat(closedOn(port)).hasSize(1);
            assertThat(eventTime(closedOn(port).getFirst().when())).isBetween(beforeEnd.minusNanos(1_000), afterEnd);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "EXIT"})
    void tellsAListenerThatNoLookHasShown(EventMode mode) throws Exception {
        try (EventSource source = EventSources.open(mode, clock::at, table::hear)) {
            assertThat(source.mode()).isEqualTo(mode);
            Instant before = clock.instant();
            ServerSocket socket = new ServerSocket(0, 5, HERE);
            int port = socket.getLocalPort();
            socket.close();
            Instant after = clock.instant();
            lookUntil(() -> !closedOn(port).isEmpty());
            Opened brief = openedOn(port).getFirst();
            assertThat(eventTime(brief.when())).isBetween(before, after);
            assertThat(eventTime(closedOn(port).getFirst().when())).isBetween(eventTime(brief.when()), after);
            assertThat(closedOn(port).getFirst().key())
                    .isEqualTo(brief.listener().key());
            assertThat(brief.listener().holders()).isInstanceOf(Holders.Partial.class);
            assertThat(brief.listener().holders().list())
                    .extracting(holder -> (long) holder.process().pid())
                    .containsExactly(ProcessHandle.current().pid());
            look();
            assertThat(openedOn(port)).hasSize(1);
            assertThat(closedOn(port)).hasSize(1);
        }
    }

    @Test
    void whoHasEndedIsNotMadeUp() throws Exception {
        try (EventSource source = EventSources.open(EventMode.POST, clock::at, table::hear)) {
            assertThat(source.mode()).isEqualTo(EventMode.POST);
            try (SceneProcess scene = SceneProcess.start()) {
                assertThat(scene.tell("open tcp 4 127.0.0.77 46301")).isEqualTo("opened");
                scene.tell("clear");
            }
            lookUntil(() -> !closedOn(46_301).isEmpty());
            assertThat(openedOn(46_301).getFirst().listener().holders())
                    .isInstanceOfSatisfying(Holders.Partial.class, holders -> assertThat(holders.list())
                            .isEmpty());
        }
    }

    /** Its namespace is gone before it could be read; the events tell enough. */
    @Test
    void aShortListenerOfAnotherNetworkNamespaceIsToldWithItsNumber() throws Exception {
        Needs.program("unshare");
        try (SocketTable alone = SocketTable.open(SocketTable.Settings.DEFAULT.reading(0), clock);
                EventSource source = EventSources.open(EventMode.POST, clock::at, event -> {
                    alone.hear(event);
                    table.hear(event);
                })) {
            assertThat(source.mode()).isEqualTo(EventMode.POST);
            alone.look();
            long other;
            try (SceneProcess scene = SceneProcess.start(List.of("unshare", "-n"))) {
                assertThat(scene.tell("open tcp 4 0.0.0.0 46302")).isEqualTo("opened");
                other = Namespace.inode(Path.of("/proc/" + scene.pid() + "/ns/net"));
                scene.tell("clear");
            }
            lookUntil(() -> closed.stream().anyMatch(gone -> gone.key().netns() == other));
            assertThat(opened)
                    .extracting(one -> one.listener().key())
                    .filteredOn(key -> key.netns() == other)
                    .singleElement()
                    .satisfies(key -> assertThat(key.endpoint().port()).isEqualTo(46_302));
            assertThat(alone.look().opened())
                    .extracting(one -> one.listener().key().netns())
                    .doesNotContain(other);
        }
    }

    @Test
    void boundUdpSocketsHaveTheirTimesToo() throws Exception {
        try (EventSource source = EventSources.open(EventMode.EXIT, clock::at, table::hear)) {
            assertThat(source.mode()).isEqualTo(EventMode.EXIT);
            Instant before = clock.instant();
            Instant after;
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(HERE, 46_304))) {
                after = clock.instant();
                assertThat(socket.isBound()).isTrue();
                await().until(() -> {
                    look();
                    return !openedOn(46_304).isEmpty();
                });
            }
            Instant afterEnd = clock.instant();
            await().until(() -> {
                look();
                return !closedOn(46_304).isEmpty();
            });
            assertThat(openedOn(46_304).getFirst().listener().key().protocol()).isEqualTo(Protocol.UDP);
            assertThat(eventTime(openedOn(46_304).getFirst().when())).isBetween(before, after);
            assertThat(eventTime(closedOn(46_304).getFirst().when())).isBetween(after, afterEnd);
        }
    }

    /** Where events are lost the table is still right, by its dump, and no time is told that nobody knows. */
    @ParameterizedTest
    @EnumSource(names = {"POST", "EXIT"})
    void whatTheBufferLosesADumpHeals(EventMode mode) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<KernelEvent.Lost> lost = Collections.synchronizedList(new ArrayList<>());
        try (EventSource source = BpfEvents.open(mode, "", 4_096, clock::at, event -> {
            awaitQuietly(go); // as if the agent were put aside
            if (event instanceof KernelEvent.Lost some) {
                lost.add(some);
            }
            table.hear(event);
        })) {
            assertThat(source.facility().detail()).doesNotContain("lost");
            List<ServerSocket> all = new ArrayList<>();
            List<Integer> closedPorts = new ArrayList<>();
            Instant before = clock.instant();
            try {
                for (int i = 0; i < 300; i++) {
                    all.add(new ServerSocket(0, 5, HERE));
                }
                for (ServerSocket socket : all.subList(0, 100)) {
                    closedPorts.add(socket.getLocalPort());
                    socket.close();
                }
                List<Integer> open = all.subList(100, 300).stream()
                        .map(ServerSocket::getLocalPort)
                        .toList();
                Instant after = clock.instant();
                go.countDown();
                await().until(() -> !lost.isEmpty());
                look();
                assertThat(table.state().listeners())
                        .filteredOn(one -> one.key().endpoint().address().text().endsWith("127.0.0.77"))
                        .extracting(one -> one.key().endpoint().port())
                        .containsExactlyInAnyOrderElementsOf(open);
                List<Opened> told = opened.stream()
                        .filter(event ->
                                open.contains(event.listener().key().endpoint().port()))
                        .toList();
                assertThat(told).hasSameSizeAs(open);
                assertThat(told)
                        .as("those whose events were lost")
                        .anyMatch(event -> event.when() instanceof Moment.BetweenLooks);
                assertThat(told)
                        .filteredOn(event -> event.when() instanceof Moment.Event)
                        .allSatisfy(event -> assertThat(eventTime(event.when())).isBetween(before, after));
                assertThat(closedPorts)
                        .allSatisfy(port -> assertThat(openedOn(port)).hasSameSizeAs(closedOn(port)));
                long count = lost.stream().mapToLong(KernelEvent.Lost::count).sum();
                assertThat(source.facility().detail()).contains(count + " events were lost");
            } finally {
                go.countDown();
                for (ServerSocket socket : all) {
                    socket.close();
                }
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

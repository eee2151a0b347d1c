package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.agent.testing.Ss;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against {@code ss -lntupH}: the same sockets with the same holders. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListenersAgainstSsIT {

    private static final int SCENES = 50;
    private static final int MAX_SOCKETS = 500;
    private static final int PROCESSES = 4;
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final List<SceneProcess> processes = new ArrayList<>();
    private final HostClock clock = HostClock.start();

    @BeforeAll
    void start() throws IOException {
        Needs.program("ss");
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(SceneProcess.start());
        }
    }

    @AfterAll
    void end() throws IOException {
        for (SceneProcess process : processes) {
            process.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 20_261_122)
    void randomScenes(long seed) throws IOException {
        Random random = new Random(seed);
        int sockets = 0;
        int shared = 0;
        // three seconds a call: each look may walk over all processes, some search for all listeners again
        AtomicLong nanoTime = new AtomicLong();
        try (SocketTable table = SocketTable.open(
                SocketTable.Settings.DEFAULT,
                clock,
                Sources.open(),
                () -> nanoTime.addAndGet(Duration.ofSeconds(3).toNanos()))) {
            table.look();
            for (int scene = 0; scene < SCENES; scene++) {
                Set<Long> pids = build(random, 1 + random.nextInt(MAX_SOCKETS));
                List<String> expected = Ss.listeners().stream()
                        .filter(row -> row.pids().stream().anyMatch(pids::contains))
                        .map(Ss.Row::text)
                        .sorted()
                        .toList();
                assertThat(settled(table, pids))
                        .as("scene %d of seed %d", scene, seed)
                        .isEqualTo(expected);
                sockets += expected.size();
                shared += (int)
                        expected.stream().filter(row -> row.contains("(sleep,")).count();
                for (SceneProcess process : processes) {
                    process.tell("clear");
                }
            }
        }
        assertThat(sockets).as("the scenes are worth their name").isGreaterThan(SCENES * MAX_SOCKETS / 4);
        assertThat(shared).isGreaterThan(sockets / 10);
    }

    /** Looks until every holder has been searched for; the rows that belong to these processes. */
    private static List<String> settled(SocketTable table, Set<Long> pids) throws IOException {
        List<Listener> listeners = await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            table.look();
                            return table.state().listeners();
                        },
                        list -> list.stream().noneMatch(ListenersAgainstSsIT::pending));
        return listeners.stream()
                .filter(listener -> listener.holders().list().stream()
                        .anyMatch(
                                holder -> pids.contains((long) holder.process().pid())))
                .map(ListenersAgainstSsIT::row)
                .sorted()
                .toList();
    }

    private static boolean pending(Listener listener) {
        return listener.holders() instanceof Holders.Partial partial && partial.gap() == HolderGap.SEARCH_PENDING;
    }

    /** Opens sockets in all processes, and lets some be inherited. @return the processes that hold some */
    private Set<Long> build(Random random, int sockets) throws IOException {
        Set<Long> pids = new HashSet<>();
        int opened = 0;
        for (SceneProcess process : processes) {
            pids.add(process.pid());
            List<String> commands = new ArrayList<>();
            for (int i = 0; i < sockets / PROCESSES; i++) {
                commands.addAll(random.nextInt(10) == 0 ? group(random) : List.of(single(random)));
            }
            int shareAfter = random.nextInt(commands.size() + 1);
            List<String> answers = new ArrayList<>(process.tell(commands.subList(0, shareAfter)));
            for (int sharers = random.nextInt(3); sharers > 0; sharers--) {
                pids.add(Long.valueOf(process.tell("share")));
            }
            answers.addAll(process.tell(commands.subList(shareAfter, commands.size())));
            opened += (int) answers.stream().filter("opened"::equals).count();
        }
        assertThat(opened).as("sockets opened of %d", sockets).isGreaterThanOrEqualTo(sockets * 8 / 10 - PROCESSES);
        return pids;
    }

    private static String single(Random random) {
        String protocol = random.nextInt(3) == 0 ? "udp" : "tcp";
        String loopback = "127." + random.nextInt(256) + "." + random.nextInt(256) + "." + (1 + random.nextInt(254));
        String where =
                switch (random.nextInt(8)) {
                    case 0 -> "4 0.0.0.0";
                    case 1, 2, 3 -> "4 " + loopback;
                    case 4 -> "6 ::1";
                    case 5 -> "6 ::";
                    case 6 -> "6only ::";
                    default -> "6 " + loopback; // ::ffff:127.x.y.z
                };
        String device = ROOT && random.nextInt(8) == 0 ? " device=lo" : "";
        return "open " + protocol + " " + where + " 0" + device;
    }

    /** Several sockets on one port. */
    private static List<String> group(Random random) {
        String protocol = random.nextBoolean() ? "udp" : "tcp";
        String line = "open " + protocol + " 4 127.0.0." + (1 + random.nextInt(254)) + " "
                + (10_000 + random.nextInt(20_000)) + " reuseport";
        return Stream.generate(() -> line).limit(2 + random.nextInt(3)).toList();
    }

    /** Everything on this machine, whoever it belongs to; others may open and close sockets meanwhile. */
    @Test
    void thisMachine() throws IOException {
        try (SocketTable table = SocketTable.open(SocketTable.Settings.DEFAULT.reading(0), clock)) {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(200))
                    .pollDelay(Duration.ZERO)
                    .untilAsserted(() -> {
                        table.look();
                        List<String> ours = table.state().listeners().stream()
                                .map(ListenersAgainstSsIT::row)
                                .sorted()
                                .toList();
                        assertThat(ours)
                                .isEqualTo(Ss.listeners().stream()
                                        .map(Ss.Row::text)
                                        .sorted()
                                        .toList());
                    });
        }
    }

    private static String row(Listener listener) {
        Set<String> users = new TreeSet<>();
        for (Holder holder : listener.holders().list()) {
            for (int descriptor : holder.descriptors()) {
                users.add("(" + holder.comm() + "," + holder.process().pid() + "," + descriptor + ")");
            }
        }
        return listener.key().protocol().name().toLowerCase(Locale.ROOT) + " " + address(listener) + " " + users;
    }

    /** As ss writes it: a dual-stack wildcard is a star. */
    private static String address(Listener listener) {
        LocalEndpoint endpoint = listener.key().endpoint();
        boolean dualStack = endpoint.address().family() == IpFamily.IPV6
                && endpoint.address().isWildcard()
                && !listener.v6Only().orElse(false);
        return dualStack
                ? "*" + endpoint.device().map(name -> "%" + name).orElse("") + ":" + endpoint.port()
                : endpoint.text();
    }
}

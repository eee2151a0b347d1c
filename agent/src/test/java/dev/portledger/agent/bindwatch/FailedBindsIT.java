package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.KernelEvent.Call;
import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.testing.BindStorm;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.OtherUser;
import dev.portledger.agent.testing.SceneProcess;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Binds that really fail, of several processes, against what those processes know of them. */
final class FailedBindsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<Integer> PORTS = List.of(46_201, 46_202, 46_203, 46_204);

    private final HostClock clock = HostClock.start();
    private final Recorded recorded = new Recorded();

    @TempDir
    private Path folder;

    private SceneProcess holders;

    @BeforeEach
    void holdPorts() throws Exception {
        Needs.root();
        Needs.program("setpriv");
        holders = SceneProcess.start();
        assertThat(holders.tell(List.of(
                        "open tcp 4 0.0.0.0 46201",
                        "open udp 4 0.0.0.0 46201",
                        "open tcp 6 :: 46202 reuseport",
                        "open udp 6 :: 46202 reuseport",
                        "open tcp 4 127.0.0.1 46203",
                        "open tcp 6only ::1 46203",
                        "open udp 4 127.0.0.1 46203",
                        "open udp 6only ::1 46203")))
                .containsOnly("opened");
    }

    @AfterEach
    void release() throws Exception {
        holders.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "EXIT"})
    void tellsEachOfTenThousandAndInventsNone(EventMode mode) throws Exception {
        Instant began = clock.instant();
        try (EventSource source = EventSources.open(mode, clock::at, recorded)) {
            assertThat(source.mode()).isEqualTo(mode);
            List<StormProcess> storms = new ArrayList<>();
            List<String> java = SceneProcess.java(List.of(), BindStorm.class);
            for (int seed = 1; seed <= 4; seed++) {
                storms.add(StormProcess.start(java, seed, 2_450, PORTS));
            }
            List<Integer> alsoPrivileged = List.of(46_201, 46_202, 46_204, 17, 79);
            storms.add(StormProcess.start(OtherUser.java(folder, BindStorm.class), 5, 400, alsoPrivileged));
            List<List<String>> truths = new ArrayList<>();
            for (StormProcess storm : storms) {
                truths.add(storm.truth(mode == EventMode.EXIT));
            }
            failOnce(46_201);
            await().atMost(PATIENCE)
                    .until(() -> recorded.hasFailed(ProcessHandle.current().pid(), 46_201));

            assertThat(recorded.lost()).isZero();
            int total = 0;
            for (int i = 0; i < storms.size(); i++) {
                List<String> truth = truths.get(i);
                total += truth.size();
                List<String> told = storms.get(i).told(recorded, mode == EventMode.EXIT);
                assertThat(StormProcess.surplus(truth, told)).as("missed").isEmpty();
                assertThat(StormProcess.surplus(told, truth)).as("invented").isEmpty();
            }
            assertThat(total).isGreaterThanOrEqualTo(10_000);
            List<Long> uids = recorded.of(BindFailed.class).stream()
                    .filter(failed ->
                            failed.caller().pid() == storms.get(4).process().pid())
                    .map(failed -> failed.caller().uid().orElseThrow())
                    .distinct()
                    .toList();
            assertThat(uids).containsExactly(65_534L);
            assertThat(recorded.of(BindFailed.class))
                    .allSatisfy(failed -> assertThat(failed.at()).isBetween(began, clock.instant()));
        }
    }

    private static void failOnce(int port) {
        assertThatThrownBy(() -> new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")).close())
                .isInstanceOf(BindException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "EXIT"})
    void tellsWhoTriedWhat(EventMode mode) throws Exception {
        try (EventSource source = EventSources.open(mode, clock::at, recorded)) {
            failOnce(46_203);
            await().atMost(PATIENCE)
                    .until(() -> recorded.hasFailed(ProcessHandle.current().pid(), 46_203));
            assertThat(source.facility().available()).isTrue();
        }
        BindFailed failed = recorded.of(BindFailed.class).stream()
                .filter(event -> event.caller().pid() == ProcessHandle.current().pid())
                .findFirst()
                .orElseThrow();
        assertThat(failed.call()).isEqualTo(Call.BIND);
        assertThat(failed.reuseAddress()).as("a ServerSocket sets SO_REUSEADDR").contains(true);
        assertThat(failed.reusePort()).contains(false);
        assertThat(failed.socket().netns()).contains(Namespace.ownNetwork());
        assertThat(failed.socket().cookie()).isPresent();
        assertThat(failed.caller().uid()).contains(0L);
        assertThat(failed.caller().comm()).isNotBlank();
        assertThat(failed.errno()).isEqualTo(mode == EventMode.EXIT ? Optional.of(98) : Optional.empty());
    }

    @Test
    void aListenThatFailsIsNoListener() throws Exception {
        for (EventMode mode : List.of(EventMode.POST, EventMode.EXIT)) {
            Recorded heard = new Recorded();
            try (EventSource source = EventSources.open(mode, clock::at, heard)) {
                assertThat(source.mode()).isEqualTo(mode);
                try (SceneProcess scene = SceneProcess.start()) {
                    // both are bound by virtue of SO_REUSEADDR before one of them listens
                    assertThat(scene.tell("race tcp 4 127.0.0.1 46205")).isEqualTo("listens refused");
                    failOnce(46_203);
                    await().atMost(PATIENCE)
                            .until(() -> heard.hasFailed(ProcessHandle.current().pid(), 46_203));
                    await().atMost(PATIENCE)
                            .until(() -> heard.of(Listening.class).stream().anyMatch(event -> is(event, scene)));
                    assertThat(heard.of(Listening.class))
                            .filteredOn(event -> is(event, scene))
                            .hasSize(1);
                    assertThat(heard.of(Closed.class))
                            .filteredOn(event -> event.caller().pid() == scene.pid())
                            .isEmpty();
                    assertThat(heard.of(BindFailed.class))
                            .filteredOn(event -> event.caller().pid() == scene.pid())
                            .extracting(BindFailed::call, BindFailed::errno)
                            .isEqualTo(
                                    mode == EventMode.EXIT ? List.of(tuple(Call.LISTEN, Optional.of(98))) : List.of());
                }
            }
        }
    }

    private static boolean is(Listening event, SceneProcess scene) {
        return event.caller().pid() == scene.pid() && event.socket().endpoint().port() == 46_205;
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "EXIT"})
    void whatDoesNotFitIsCountedAndNothingIsMadeUp(EventMode mode) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (EventSource source = BpfEvents.open(mode, "", 4_096, clock::at, event -> {
            awaitQuietly(go);
            recorded.accept(event);
        })) {
            failOnce(46_201); // stops the reader
            StormProcess storm = StormProcess.start(SceneProcess.java(List.of(), BindStorm.class), 9, 600, PORTS);
            List<String> truth = storm.truth(false);
            go.countDown();
            await().atMost(PATIENCE).until(() -> recorded.lost() > 0);
            failOnce(46_203);
            await().atMost(PATIENCE)
                    .until(() -> recorded.hasFailed(ProcessHandle.current().pid(), 46_203));
            List<String> told = storm.told(recorded, false);
            assertThat(recorded.lost()).isGreaterThanOrEqualTo(truth.size() - told.size());
            assertThat(StormProcess.surplus(told, truth)).as("invented").isEmpty();
            assertThat(told).hasSizeLessThan(truth.size());
            assertThat(source.facility().detail()).contains("events were lost");
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

package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Delta;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that live for a look or two, many of them: each is told once, with its holder, and not changed without need. */
final class ShortLivedListenersIT {

    private static final int ROUNDS = 60;
    private static final int AT_ONCE = 5;
    private static final String FIRST = "127.0.97.";
    private static final String PASSING = "127.0.98.";
    private static final String STAYING = "127.0.99.";

    @TempDir
    Path folder;

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** What was told of one socket, in order. */
    private static final class Story {
        private final List<Listener> opened = new ArrayList<>();
        private final List<Listener> changed = new ArrayList<>();
        private int closed;

        Holders atLast() {
            return (changed.isEmpty() ? opened : changed).getLast().holders();
        }
    }

    @Test
    void areToldWithTheirHolderAndWithoutChurn() throws Exception {
        try (TestingServer server = new TestingServer();
                SceneProcess passing = SceneProcess.start();
                SceneProcess staying = SceneProcess.start();
                TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> server.applied().isPresent() && agent.outbox.waiting() == 0);
            becomeKnown(server, passing);
            for (int round = 1; round <= ROUNDS; round++) {
                int seen = round * AT_ONCE;
                assertThat(passing.tell(open(PASSING))).containsOnly("opened");
                if (round == ROUNDS / 2) { // in the flood, so that not every process is searched for them at once
                    assertThat(staying.tell(open(STAYING))).containsOnly("opened");
                }
                soon().until(() -> count(server, true) == seen);
                passing.tell("clear");
                soon().until(() -> count(server, false) == seen);
            }
            soon().until(() ->
                    stories(server, STAYING).stream().allMatch(story -> story.atLast() instanceof Holders.Known));
            assertThat(server.complaints()).isEmpty();

            assertThat(stories(server, PASSING)).hasSize(ROUNDS * AT_ONCE).allSatisfy(story -> {
                assertThat(story.closed).isEqualTo(1);
                assertToldOf(passing, story);
            });
            assertThat(stories(server, STAYING)).hasSize(AT_ONCE).allSatisfy(story -> {
                assertThat(story.closed).isZero();
                assertToldOf(staying, story);
            });
        }
    }

    /** The first listener of a process may have to wait for a walk over all processes; who was found lately is looked at first. */
    private static void becomeKnown(TestingServer server, SceneProcess process) throws IOException {
        assertThat(process.tell("open tcp 4 " + FIRST + "1 0")).isEqualTo("opened");
        soon().until(() -> stories(server, FIRST).stream()
                .anyMatch(story -> !story.atLast().list().isEmpty()));
        process.tell("clear");
    }

    private static List<String> open(String net) {
        List<String> open = new ArrayList<>();
        for (int i = 1; i <= AT_ONCE; i++) {
            open.add("open tcp 4 " + net + i + " 0");
        }
        return open;
    }

    private static void assertToldOf(SceneProcess holder, Story story) {
        assertThat(story.opened).hasSize(1);
        assertThat(story.atLast().list())
                .extracting(each -> (long) each.process().pid())
                .containsExactly(holder.pid());
        assertKnownBetterOnceAtMost(story);
    }

    private static void assertKnownBetterOnceAtMost(Story story) {
        assertThat(story.changed).hasSizeLessThanOrEqualTo(1);
        for (Listener changed : story.changed) {
            assertThat(story.opened.getFirst().holders())
                    .isInstanceOfSatisfying(Holders.Partial.class, before -> assertThat(before.gap())
                            .isEqualTo(HolderGap.SEARCH_PENDING));
            assertThat(changed.holders()).isInstanceOf(Holders.Known.class);
        }
    }

    private static boolean isIn(String net, SocketKey key) {
        return key.endpoint().address().text().startsWith(net);
    }

    private static long count(TestingServer server, boolean opened) {
        return server.frames(Delta.class).stream()
                .flatMap(delta -> opened
                        ? delta.opened().stream().map(each -> each.listener().key())
                        : delta.closed().stream().map(Closed::key))
                .filter(key -> isIn(PASSING, key))
                .count();
    }

    private static Collection<Story> stories(TestingServer server, String net) {
        Map<SocketKey, Story> stories = new HashMap<>();
        for (Delta delta : server.frames(Delta.class)) {
            for (Opened opened : delta.opened()) {
                story(stories, opened.listener().key()).opened.add(opened.listener());
            }
            for (Changed changed : delta.changed()) {
                story(stories, changed.listener().key()).changed.add(changed.listener());
            }
            for (Closed closed : delta.closed()) {
                story(stories, closed.key()).closed++;
            }
        }
        stories.keySet().removeIf(key -> !isIn(net, key));
        return stories.values();
    }

    private static Story story(Map<SocketKey, Story> stories, SocketKey key) {
        return stories.computeIfAbsent(key, absent -> new Story());
    }
}

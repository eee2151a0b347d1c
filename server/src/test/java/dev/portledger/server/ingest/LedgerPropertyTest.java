package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.LedgerRows.CoverageRow;
import dev.portledger.server.testing.LedgerRows.HoldingRow;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a host does and however often its agent comes and goes, the ledger holds the intervals that a simple model says. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class LedgerPropertyTest {

    private static final int STEPS = 60;

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    /** The intervals as they should be, kept by rules and without a database. */
    private static final class Model {
        private final List<HoldingRow> ended = new ArrayList<>();
        private final Map<SocketKey, HoldingRow> open = new HashMap<>();
        private final List<CoverageRow> coverage = new ArrayList<>();
        private @Nullable Instant lastLook;
        private boolean watched;

        void opened(Listener listener, @Nullable Instant after, Instant at, String how) {
            open.put(
                    listener.key(),
                    new HoldingRow(
                            listener.key().endpoint().port(),
                            listener.key().id().text(),
                            Optional.ofNullable(after),
                            at,
                            how,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(listener.holders().list().getFirst().comm())));
        }

        void ended(SocketKey key, Instant after, Instant at, String how) {
            HoldingRow row = open.remove(key);
            if (row == null) {
                throw new IllegalStateException("not open");
            }
            Instant end = later(row.beganAt(), at);
            ended.add(new HoldingRow(
                    row.port(),
                    row.socketId(),
                    row.beganAfter(),
                    row.beganAt(),
                    row.beganHow(),
                    Optional.of(later(row.beganAt(), after)),
                    Optional.of(end),
                    Optional.of(how),
                    row.comm()));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }

        void looked(Instant at) {
            if (watched) {
                lastLook = at;
                CoverageRow last = coverage.removeLast();
                coverage.add(new CoverageRow(last.beganAt(), at, last.epoch(), Optional.empty()));
            }
        }

        void stopWatching(String how) {
            if (watched) {
                CoverageRow last = coverage.removeLast();
                coverage.add(new CoverageRow(last.beganAt(), last.seenUntil(), last.epoch(), Optional.of(how)));
                watched = false;
            }
        }

        /** A snapshot after a time in which nobody watched, or while somebody does. */
        void snapshot(Map<SocketKey, Listener> table, Instant at, long epoch) {
            String began = lastLook == null ? "FIRST_LOOK" : watched ? "BETWEEN_LOOKS" : "AFTER_GAP";
            for (SocketKey key : List.copyOf(open.keySet())) {
                if (!table.containsKey(key)) {
                    ended(key, notNull(lastLook), at, watched ? "BETWEEN_LOOKS" : "AGENT_GONE");
                }
            }
            for (Listener listener : table.values()) {
                HoldingRow before = open.get(listener.key());
                if (before == null) {
                    opened(listener, lastLook, at, began);
                } else if (!before.comm()
                        .equals(Optional.of(listener.holders().list().getFirst().comm()))) {
                    ended(listener.key(), notNull(lastLook), at, "HOLDERS_CHANGED");
                    opened(listener, lastLook, at, "HOLDERS_CHANGED");
                }
            }
            if (watched) {
                looked(at);
            } else {
                coverage.add(new CoverageRow(at, at, epoch, Optional.empty()));
                watched = true;
                lastLook = at;
            }
        }

        private static Instant notNull(@Nullable Instant time) {
            if (time == null) {
                throw new IllegalStateException("never looked");
            }
            return time;
        }

        List<HoldingRow> holdings() {
            List<HoldingRow> all = new ArrayList<>(ended);
            all.addAll(open.values());
            return all;
        }
    }

    /** One host, moved by chance; everything is done to the agent and to the model. */
    private final class Life implements AutoCloseable {
        private final Random random;
        private final TestingAgent agent;
        private final Model model = new Model();
        private long nextCookie = 1;
        private long epoch = 1;

        Life(long seed) {
            random = new Random(seed);
            agent = TestingAgent.enrolled(server, postgres, "seed-" + seed);
            silently();
            start();
        }

        /** Changes that nobody watches. */
        private void silently() {
            for (int i = random.nextInt(5); i > 0; i--) {
                switch (random.nextInt(3)) {
                    case 0 -> agent.put(fresh());
                    case 1 -> any().ifPresent(listener -> agent.remove(listener.key()));
                    default -> any().ifPresent(listener -> agent.put(otherHolder(listener)));
                }
            }
        }

        private Listener fresh() {
            return Listeners.heldBy(Listeners.tcp(1 + random.nextInt(5), nextCookie), "c" + nextCookie++, 10);
        }

        private Listener otherHolder(Listener listener) {
            return Listeners.heldBy(listener.key(), "h" + nextCookie++, 11);
        }

        private Optional<Listener> any() {
            List<Listener> all = List.copyOf(agent.table().values());
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
        }

        /** Connects for the first time in an epoch, which brings a snapshot. */
        private void start() {
            model.stopWatching("AGENT_GONE");
            connect();
        }

        private void connect() {
            if (agent.connect().start() == ServerFrame.Start.SNAPSHOT) {
                model.snapshot(agent.table(), agent.lastLook(), epoch);
            }
        }

        void step() {
            Instant before = agent.lastLook();
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    Listener listener = fresh();
                    agent.open(listener);
                    model.opened(listener, before, agent.lastLook(), "BETWEEN_LOOKS");
                    model.looked(agent.lastLook());
                }
                case 3, 4 ->
                    any().ifPresent(listener -> {
                        agent.close(listener.key());
                        model.ended(listener.key(), before, agent.lastLook(), "BETWEEN_LOOKS");
                        model.looked(agent.lastLook());
                    });
                case 5, 6 ->
                    any().map(this::otherHolder).ifPresent(listener -> {
                        agent.change(listener);
                        model.ended(listener.key(), before, agent.lastLook(), "HOLDERS_CHANGED");
                        model.opened(listener, before, agent.lastLook(), "HOLDERS_CHANGED");
                        model.looked(agent.lastLook());
                    });
                case 7 -> {
                    if (agent.isConnected()) {
                        agent.heartbeat(); // may be lost with the connection; the look after it is not
                    }
                    agent.connections();
                    model.looked(agent.lastLook());
                }
                case 8 -> agent.disconnect();
                case 9 -> {
                    silently();
                    agent.gap(before, agent.now());
                    model.looked(before);
                    model.stopWatching("GAP");
                    agent.snapshot();
                    model.snapshot(agent.table(), agent.lastLook(), epoch);
                }
                case 10 -> {
                    // an agent that is told to start again sends what it had kept, then a snapshot
                    agent.restart();
                    epoch++;
                    silently();
                    start();
                }
                default -> {
                    agent.restart();
                    epoch++;
                    agent.table().clear();
                    Instant booted = agent.now();
                    agent.reboot(booted);
                    epoch++;
                    silently();
                    for (SocketKey key : List.copyOf(model.open.keySet())) {
                        model.ended(key, Model.notNull(model.lastLook), booted, "HOST_REBOOTED");
                    }
                    model.stopWatching("HOST_REBOOTED");
                    connect();
                    // a boot that is over before the server hears of it leaves no time of its own
                    agent.awaitAcknowledged();
                }
            }
            if (!agent.isConnected() && random.nextBoolean()) {
                connect();
            }
            if (agent.isConnected() && random.nextInt(10) == 0) {
                agent.sendAgain();
            }
        }

        void settle() {
            if (!agent.isConnected()) {
                connect();
            }
            agent.awaitAcknowledged();
        }

        @Override
        public void close() {
            agent.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theLedgerIsWhatTheModelSays(long seed) {
        try (Life life = new Life(seed)) {
            for (int step = 0; step < STEPS; step++) {
                life.step();
            }
            life.settle();
            LedgerRows ledger = new LedgerRows(postgres);
            assertThat(ledger.holdings(life.agent.hostId())).containsExactlyInAnyOrderElementsOf(life.model.holdings());
            assertThat(ledger.coverage(life.agent.hostId())).containsExactlyElementsOf(life.model.coverage);
            Predicate<HoldingRow> ordered =
                    row -> row.endedAt().isEmpty() || !row.endedAt().get().isBefore(row.beganAt());
            assertThat(ledger.holdings(life.agent.hostId())).allMatch(ordered);
        }
    }
}

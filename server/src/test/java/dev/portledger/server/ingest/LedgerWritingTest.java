package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.LedgerRows.HoldingRow;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What frames become in the ledger. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class LedgerWritingTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    AgentConnections connections;

    private LedgerRows ledger;

    @BeforeEach
    void openLedger() {
        ledger = new LedgerRows(postgres);
    }

    private TestingAgent agent(String name) {
        return TestingAgent.enrolled(server, postgres, name);
    }

    private HoldingRow only(TestingAgent agent) {
        List<HoldingRow> rows = ledger.holdings(agent.hostId());
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    @Test
    void acknowledgesOnlyWhatIsCommitted() {
        try (TestingAgent agent = agent("ack")) {
            agent.connect();
            for (int port = 1; port <= 50; port++) {
                agent.open(Listeners.listener(port, port));
                Position acknowledged = agent.link().next(ServerFrame.Ack.class).position();
                agent.forgetUpTo(acknowledged);
                // the snapshot was the first, each delta opened one more
                assertThat(ledger.holdings(agent.hostId()).size())
                        .isGreaterThanOrEqualTo((int) acknowledged.sequence() - 1);
            }
        }
    }

    @Test
    void aFrameTwiceChangesNothing() {
        try (TestingAgent agent = agent("twice")) {
            agent.connect();
            agent.awaitAcknowledged();
            Instant at = agent.look();
            agent.put(Listeners.listener(80, 1));
            AgentFrame.Delta delta = new AgentFrame.Delta(
                    new Position(1, 2),
                    at,
                    List.of(new AgentFrame.Opened(Listeners.listener(80, 1), new Moment.Event(at))),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    agent.digest());
            for (int i = 0; i < 3; i++) {
                agent.link().send(delta);
            }
            agent.link().next(ServerFrame.Ack.class);
            agent.disconnect();
            agent.connect();
            assertThat(only(agent).beganHow()).isEqualTo("EVENT");
        }
    }

    /** In one delta, or cut in two where a frame was full; the table is the same as before. */
    @Test
    void aListenerThatWasGoneBeforeTheLookIsAnIntervalOfItsOwn() {
        try (TestingAgent agent = agent("brief")) {
            agent.connect();
            agent.awaitAcknowledged();
            Instant opened = agent.look();
            Instant closed = opened.plusMillis(3);
            AgentFrame.Opened open = new AgentFrame.Opened(Listeners.listener(80, 1), new Moment.Event(opened));
            AgentFrame.Closed close = new AgentFrame.Closed(open.listener().key(), new Moment.Event(closed));
            agent.keepAndSend(delta(agent, List.of(open), List.of(close)));

            AgentFrame.Opened other = new AgentFrame.Opened(Listeners.listener(81, 2), new Moment.Event(opened));
            agent.put(other.listener());
            agent.keepAndSend(delta(agent, List.of(other), List.of()));
            agent.remove(other.listener().key());
            agent.keepAndSend(delta(
                    agent,
                    List.of(),
                    List.of(new AgentFrame.Closed(other.listener().key(), new Moment.Event(closed)))));
            agent.awaitAcknowledged();

            assertThat(ledger.holdings(agent.hostId()))
                    .extracting(
                            HoldingRow::port,
                            HoldingRow::beganAt,
                            HoldingRow::beganHow,
                            HoldingRow::endedAt,
                            HoldingRow::endedHow)
                    .containsExactly(
                            tuple(80, opened, "EVENT", Optional.of(closed), Optional.of("EVENT")),
                            tuple(81, opened, "EVENT", Optional.of(closed), Optional.of("EVENT")));
            assertThat(ledger.coverage(agent.hostId())).hasSize(1);
        }
    }

    private static AgentFrame.Delta delta(
            TestingAgent agent, List<AgentFrame.Opened> opened, List<AgentFrame.Closed> closed) {
        return new AgentFrame.Delta(
                agent.nextPosition(), agent.look(), opened, closed, List.of(), List.of(), List.of(), agent.digest());
    }

    @Test
    void theSameSocketAfterTheAgentWasAwayGoesOn() {
        try (TestingAgent agent = agent("away")) {
            agent.put(Listeners.listener(80, 1));
            agent.put(Listeners.listener(81, 2));
            agent.connect();
            agent.awaitAcknowledged();
            Instant lastSeen = agent.lastLook();
            agent.restart();
            agent.remove(Listeners.tcp(81, 2));
            agent.put(Listeners.listener(82, 3));
            agent.connect();
            agent.awaitAcknowledged();
            List<HoldingRow> rows = ledger.holdings(agent.hostId());
            assertThat(rows).hasSize(3);
            assertThat(rows.get(0).isOpen()).isTrue();
            assertThat(rows.get(0).beganHow()).isEqualTo("FIRST_LOOK");
            assertThat(rows.get(1).endedHow()).contains("AGENT_GONE");
            assertThat(rows.get(1).endedAfter()).contains(lastSeen);
            assertThat(rows.get(1).endedAt()).contains(agent.lastLook());
            assertThat(rows.get(2).beganHow()).isEqualTo("AFTER_GAP");
            assertThat(rows.get(2).beganAfter()).contains(lastSeen);
            assertThat(ledger.coverage(agent.hostId()))
                    .extracting(LedgerRows.CoverageRow::endedHow)
                    .containsExactly(Optional.of("AGENT_GONE"), Optional.empty());
        }
    }

    @Test
    void aRebootEndsEverything() {
        try (TestingAgent agent = agent("reboot")) {
            agent.put(Listeners.listener(80, 1));
            agent.connect();
            agent.awaitAcknowledged();
            Instant lastSeen = agent.lastLook();
            Instant booted = agent.now();
            agent.reboot(booted);
            agent.put(Listeners.listener(80, 1));
            agent.connect();
            agent.awaitAcknowledged();
            List<HoldingRow> rows = ledger.holdings(agent.hostId());
            assertThat(rows).hasSize(2);
            assertThat(rows.getFirst().endedHow()).contains("HOST_REBOOTED");
            assertThat(rows.getFirst().endedAfter()).contains(lastSeen);
            assertThat(rows.getFirst().endedAt()).contains(booted);
            assertThat(rows.getLast().isOpen()).isTrue();
            assertThat(ledger.coverage(agent.hostId()))
                    .extracting(LedgerRows.CoverageRow::endedHow)
                    .containsExactly(Optional.of("HOST_REBOOTED"), Optional.empty());
        }
    }

    @Test
    void otherHoldersBeginWhereTheFirstOnesEnd() {
        try (TestingAgent agent = agent("handover")) {
            agent.put(Listeners.heldBy(Listeners.tcp(80, 1), "parent", 10));
            agent.connect();
            agent.change(Listeners.with(
                    Listeners.tcp(80, 1), Listeners.holder("parent", 10), Listeners.holder("child", 11)));
            agent.awaitAcknowledged();
            List<HoldingRow> rows = ledger.holdings(agent.hostId());
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).endedHow()).contains("HOLDERS_CHANGED");
            assertThat(rows.get(1).beganHow()).isEqualTo("HOLDERS_CHANGED");
            assertThat(rows.get(0).endedAt()).contains(rows.get(1).beganAt());
            assertThat(rows.get(1).isOpen()).isTrue();
        }
    }

    @Test
    void coverageGoesOnOverALostConnectionAndIsSplitByAGap() {
        try (TestingAgent agent = agent("covered")) {
            agent.connect();
            agent.awaitAcknowledged();
            agent.disconnect();
            agent.open(Listeners.listener(80, 1));
            agent.connect();
            agent.heartbeat();
            Instant watched = agent.lastLook();
            await().untilAsserted(() -> assertThat(ledger.coverage(agent.hostId()))
                    .singleElement()
                    .satisfies(row -> assertThat(row.seenUntil()).isEqualTo(watched)));
            agent.gap(watched, agent.now());
            agent.snapshot();
            agent.awaitAcknowledged();
            assertThat(ledger.coverage(agent.hostId()))
                    .extracting(LedgerRows.CoverageRow::endedHow)
                    .containsExactly(Optional.of("GAP"), Optional.empty());
            assertThat(ledger.coverage(agent.hostId()).getLast().beganAt()).isEqualTo(agent.lastLook());
        }
    }

    @Test
    void aClockWrongByAnHourGivesRightTimes() {
        for (Duration offset : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            try (TestingAgent agent = agent("clock")) {
                agent.setClockOffset(offset);
                agent.put(Listeners.listener(80, 1));
                agent.connect();
                Instant before = Instant.now();
                agent.open(Listeners.listener(81, 2));
                agent.awaitAcknowledged();
                HoldingRow opened = ledger.holdings(agent.hostId()).getLast();
                assertThat(opened.beganAt()).isCloseTo(before, within(5, ChronoUnit.SECONDS));
                assertThat(connections
                                .of(agent.hostId())
                                .orElseThrow()
                                .skew()
                                .plus(offset)
                                .abs())
                        .isLessThan(Duration.ofSeconds(5));
                assertThat(ledger.query(
                                "select extract(epoch from skew) as skew from host where host_id = ?",
                                agent.hostId(),
                                row -> row.getDouble("skew")))
                        .singleElement()
                        .satisfies(skew -> assertThat(skew).isCloseTo((double) -offset.toSeconds(), within(5.0)));
            }
        }
    }

    @Test
    void aTableThatDiffersIsAskedForAgain() {
        try (TestingAgent agent = agent("differs")) {
            agent.connect();
            agent.awaitAcknowledged();
            agent.put(Listeners.listener(79, 9)); // seen, and never said
            agent.open(Listeners.listener(80, 1));
            ServerFrame.Resync resync = agent.link().next(ServerFrame.Resync.class);
            assertThat(resync.reason()).isEqualTo(ProblemCode.FRAME_OUT_OF_ORDER);
            agent.snapshot();
            agent.awaitAcknowledged();
            assertThat(ledger.holdings(agent.hostId()))
                    .extracting(HoldingRow::port, HoldingRow::beganHow)
                    .containsExactly(tuple(79, "AFTER_GAP"), tuple(80, "BETWEEN_LOOKS"));
            assertThat(ledger.coverage(agent.hostId()))
                    .extracting(LedgerRows.CoverageRow::endedHow)
                    .containsExactly(Optional.of("GAP"), Optional.empty());
        }
    }

    @Test
    void anAgentThatLostItsCountStartsAnew() {
        try (TestingAgent agent = agent("forgetful")) {
            agent.restart();
            agent.restart();
            agent.put(Listeners.listener(80, 1));
            agent.connect();
            agent.awaitAcknowledged();
            try (TestingAgent reborn = agent.withoutItsState()) {
                reborn.put(Listeners.listener(80, 1));
                assertThat(reborn.connect().start()).isEqualTo(ServerFrame.Start.SNAPSHOT);
                reborn.awaitAcknowledged();
                assertThat(only(agent).isOpen()).isTrue();
            }
        }
    }

    @Test
    void countsOfConnectionsAreKeptAsTheyChange() {
        LocalEndpoint endpoint = new LocalEndpoint(IpAddress.parse("127.0.0.1"), 80);
        try (TestingAgent agent = agent("counts")) {
            agent.connect();
            agent.connections(count(endpoint, 7, agent.now().plusSeconds(60)));
            agent.connections(count(endpoint, 3, agent.now().plusSeconds(50)));
            agent.awaitAcknowledged();
            assertThat(counts(agent, "connection_count")).containsExactly(3);
            agent.connections(new ConnectionCount(Listeners.NETNS, endpoint, TcpState.TIME_WAIT, 0, Optional.empty()));
            agent.awaitAcknowledged();
            assertThat(counts(agent, "connection_count")).isEmpty();
            agent.connections(count(endpoint, 5, agent.now().plusSeconds(60)));
            agent.snapshot(); // lists no connections
            agent.awaitAcknowledged();
            assertThat(counts(agent, "connection_count")).isEmpty();
            assertThat(counts(agent, "connection_history")).containsExactlyInAnyOrder(7, 3, 0, 5, 0);
        }
    }

    private static ConnectionCount count(LocalEndpoint endpoint, int count, Instant lastLeavesAt) {
        return new ConnectionCount(Listeners.NETNS, endpoint, TcpState.TIME_WAIT, count, Optional.of(lastLeavesAt));
    }

    private List<Integer> counts(TestingAgent agent, String table) {
        return ledger.query(
                "select count from " + table + " where host_id = ?", agent.hostId(), row -> row.getInt("count"));
    }

    @Test
    void textThatPostgresCannotHoldIsReplaced() {
        try (TestingAgent agent = agent("bytes")) {
            agent.put(Listeners.heldBy(Listeners.tcp(80, 1), "nul\u0000", 10));
            agent.connect();
            agent.awaitAcknowledged();
            assertThat(only(agent).comm()).contains("nul\uFFFD");
        }
    }

    @Test
    void aSnapshotOfTwoThousandListenersIsCommittedSoon() {
        try (TestingAgent warmUp = agent("warm")) {
            fill(warmUp, 2_000);
            warmUp.connect();
            warmUp.awaitAcknowledged();
        }
        try (TestingAgent agent = agent("many")) {
            fill(agent, 2_000);
            long begun = System.nanoTime();
            agent.connect();
            agent.awaitAcknowledged();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(ledger.holdings(agent.hostId())).hasSize(2_000).allMatch(HoldingRow::isOpen);
            System.out.println("a snapshot of 2,000 listeners was committed in " + took.toMillis() + " ms");
            assertThat(took).isLessThan(Duration.ofSeconds(8)); // on a machine that does much else
        }
    }

    private static void fill(TestingAgent agent, int listeners) {
        for (int i = 1; i <= listeners; i++) {
            agent.put(Listeners.listener(i, i));
        }
    }

    @Test
    void evidenceComesBackToWhoAsked() {
        try (TestingAgent agent = agent("asked")) {
            agent.connect();
            agent.awaitAcknowledged();
            var answer =
                    connections.inspect(agent.hostId(), Listeners.tcp(80, 1)).toCompletableFuture();
            ServerFrame.Inspect inspect = agent.link().next(ServerFrame.Inspect.class);
            assertThat(inspect.port()).isEqualTo(80);
            assertThat(inspect.netns()).contains(Listeners.NETNS);
            agent.link()
                    .send(new AgentFrame.Evidence(
                            inspect.requestId(),
                            agent.bootId(),
                            agent.now(),
                            List.of(Listeners.listener(80, 1)),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of()));
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join().listeners())
                    .hasSize(1);

            var lost = connections.inspect(agent.hostId(), Listeners.tcp(80, 1)).toCompletableFuture();
            agent.link().next(ServerFrame.Inspect.class);
            agent.disconnect();
            assertThat(lost.handle((_, failure) -> failure).join()).hasRootCauseInstanceOf(AgentOfflineException.class);
            await().until(() -> connections.of(agent.hostId()).isEmpty());
            assertThat(ledger.query(
                            "select disconnected_at is not null as gone from host where host_id = ?",
                            agent.hostId(),
                            row -> row.getBoolean("gone")))
                    .containsExactly(true);
        }
    }

    @Test
    void whatCannotBeWrittenHarmsNobodyElse() {
        postgres.asSuperuser("portledger", """
                create function refuse_poison() returns trigger language plpgsql as
                $$ begin raise exception 'poison' using errcode = 'data_exception'; end $$""", """
                create trigger refuse_poison before insert on holding_open for each row when (new.comm = 'poison')
                execute function refuse_poison()""");
        try (TestingAgent good = agent("good");
                TestingAgent bad = agent("bad")) {
            good.connect();
            bad.connect();
            bad.awaitAcknowledged();
            bad.open(Listeners.listener(79, 1));
            bad.open(Listeners.heldBy(Listeners.tcp(80, 2), "poison", 10));
            for (int port = 1; port <= 20; port++) {
                good.open(Listeners.listener(port, port));
            }
            good.awaitAcknowledged();
            assertThat(bad.link().next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.FRAME_MALFORMED);
            assertThat(ledger.holdings(good.hostId())).hasSize(20);
            assertThat(ledger.holdings(bad.hostId()))
                    .extracting(HoldingRow::port)
                    .containsExactly(79);
        } finally {
            postgres.asSuperuser("portledger", "drop function refuse_poison cascade");
        }
    }
}

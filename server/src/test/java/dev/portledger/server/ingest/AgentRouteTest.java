package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.LedgerRows;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class AgentRouteTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Test
    void commitsWhatAnAgentBringsAndGoesOnAfterAReconnect() {
        LedgerRows ledger = new LedgerRows(postgres);
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "one")) {
            agent.put(Listeners.listener(8080, 1));
            assertThat(agent.connect().start()).isEqualTo(ServerFrame.Start.SNAPSHOT);
            agent.open(Listeners.listener(9090, 2));
            agent.awaitAcknowledged();
            assertThat(ledger.holdings(agent.hostId()))
                    .extracting(LedgerRows.HoldingRow::port, LedgerRows.HoldingRow::beganHow)
                    .containsExactly(tuple(8080, "FIRST_LOOK"), tuple(9090, "BETWEEN_LOOKS"));

            agent.disconnect();
            agent.close(Listeners.tcp(8080, 1));
            assertThat(agent.connect().start()).isEqualTo(ServerFrame.Start.RESUME);
            agent.awaitAcknowledged();
            assertThat(ledger.holdings(agent.hostId()))
                    .extracting(LedgerRows.HoldingRow::port, LedgerRows.HoldingRow::isOpen)
                    .containsExactly(tuple(8080, false), tuple(9090, true));
            assertThat(ledger.coverage(agent.hostId())).hasSize(1);
        }
    }

    /** Hosts lose power while they are answered: an everyday event, not a fault to wake somebody for. */
    @Test
    void agentsThatBreakOffAreNotErrors() {
        Logger root = Logger.getLogger("");
        List<String> errors = new CopyOnWriteArrayList<>();
        Handler handler = new ErrorHandler(errors);
        root.addHandler(handler);
        LedgerRows ledger = new LedgerRows(postgres);
        try {
            for (int round = 0; round < 40; round++) {
                try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "leaving-" + round)) {
                    agent.connect();
                    agent.heartbeat();
                    agent.heartbeat();
                    agent.disconnect();
                    await().until(() -> ledger.query(
                                    "select 1 from host where host_id = ? and disconnected_at is not null",
                                    agent.hostId(),
                                    row -> row.getInt(1))
                            .equals(List.of(1)));
                }
            }
        } finally {
            root.removeHandler(handler);
        }
        assertThat(errors).isEmpty();
    }

    /** A connection that is slow to take its place does not take it from the one that came after it. */
    @Test
    void anOlderConnectionDoesNotReplaceANewerOne() {
        Logger root = Logger.getLogger("");
        LedgerRows ledger = new LedgerRows(postgres);
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "back at once")) {
            HoldingHandler held = new HoldingHandler("agent of host " + agent.hostId() + " connected");
            root.addHandler(held);
            try {
                agent.connect();
                held.awaitHeld();
                agent.disconnect();
                agent.connect();
                agent.awaitAcknowledged();
                held.letGo();
                await().until(() -> held.seen("agent " + agent.hostId() + ": HOST_REPLACED"));
                agent.heartbeat();
                assertThat(agent.link().next(ServerFrame.HeartbeatAnswer.class)).isNotNull();
                assertThat(ledger.query(
                                "select disconnected_at is null from host where host_id = ?",
                                agent.hostId(),
                                row -> row.getBoolean(1)))
                        .containsExactly(true);
            } finally {
                held.letGo();
                root.removeHandler(held);
            }
        }
    }

    /** Holds the first thread that logs a message, where it logs it. */
    private static final class HoldingHandler extends Handler {
        private static final Formatter MESSAGE = new PatternFormatter("%s");

        private final String message;
        private final AtomicBoolean first = new AtomicBoolean(true);
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final List<String> messages = new CopyOnWriteArrayList<>();

        HoldingHandler(String message) {
            this.message = message;
        }

        void awaitHeld() {
            await().until(() -> held.getCount() == 0);
        }

        void letGo() {
            release.countDown();
        }

        boolean seen(String beginning) {
            return messages.stream().anyMatch(seen -> seen.startsWith(beginning));
        }

        @Override
        public void publish(LogRecord record) {
            String text = MESSAGE.format(record);
            messages.add(text);
            if (text.startsWith(message) && first.getAndSet(false)) {
                held.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class ErrorHandler extends Handler {
        private final List<String> errors;

        ErrorHandler(List<String> errors) {
            this.errors = errors;
            setLevel(Level.SEVERE);
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                errors.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.socket.Listener;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.WebSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sender that is faster than the ledger is slowed down, and not kept in memory. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class BackPressureTest {

    /** What a server that kept everything would have been sent. */
    private static final long FLOOD_BYTES = 400L << 20;

    /** 64 frames in flight, and the buffers of both kernels. */
    private static final long MOST_TAKEN = 64L << 20;

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Test
    void aFloodIsNotTakenIn() throws SQLException {
        List<Listener> listeners = IntStream.rangeClosed(1, 400)
                .mapToObj(port -> Listeners.listener(port, port))
                .toList();
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "flood");
                Connection blocker = postgres.connect()) {
            agent.connect();
            agent.awaitAcknowledged();
            blocker.setAutoCommit(false);
            try (var lock = blocker.prepareStatement("select from host_stream where host_id = ? for update")) {
                lock.setObject(1, agent.hostId());
                lock.execute();
            }
            long heapBefore = usedHeap();
            long sent = flood(agent, listeners);
            assertThat(sent).isLessThan(MOST_TAKEN);
            assertThat(usedHeap() - heapBefore).isLessThan(3 * MOST_TAKEN);
            blocker.rollback();
        }
    }

    /** Sends until a frame is not taken within two seconds; the bytes that were. */
    private static long flood(TestingAgent agent, List<Listener> listeners) {
        WebSocket socket = agent.link().socket();
        long sent = 0;
        for (int number = 2; sent < FLOOD_BYTES; number++) {
            String frame = FrameJson.write(new AgentFrame.Snapshot(
                    new Position(1, number),
                    agent.bootId(),
                    number - 2,
                    false,
                    agent.now(),
                    listeners,
                    List.of(),
                    List.of(),
                    0));
            CompletableFuture<Boolean> taken =
                    socket.sendText(frame, true).thenApply(_ -> true).completeOnTimeout(false, 2, TimeUnit.SECONDS);
            if (!taken.join()) {
                return sent;
            }
            sent += frame.length();
        }
        return sent;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

package dev.portledger.server.bulk;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingPostgres;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;

/** Hosts that each hold the same port by a unit of their own; their agents answer and stop as they are told. */
final class BulkFleet implements AutoCloseable {

    private final List<TestingAgent> agents = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int port;
    /** In the order in which they came; a host with more than one is a defect. */
    final List<UUID> commanded = Collections.synchronizedList(new ArrayList<>());

    /** What comes of a stop of the host with this place in the fleet. */
    volatile Function<Integer, StopOutcome> outcomes = _ -> new StopOutcome.Freed();

    /** While it is not open, agents take commands and tell of no outcome. */
    volatile CountDownLatch mayEnd = new CountDownLatch(0);

    /** What agents are to do between two frames, by their places; an agent is moved by one thread only. */
    private final Map<Integer, Queue<Consumer<TestingAgent>>> todo = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private BulkFleet(int port) {
        this.port = port;
    }

    static BulkFleet of(int hosts, int port, URI server, TestingPostgres postgres) {
        BulkFleet fleet = new BulkFleet(port);
        for (int place = 0; place < hosts; place++) {
            TestingAgent agent = TestingAgent.enrolled(server, postgres, "fleet");
            agent.put(Listeners.heldBy(Listeners.tcp(port, 1), "exporter", 4_000 + place));
            agent.connect();
            agent.awaitAcknowledged();
            fleet.agents.add(agent);
        }
        fleet.serveAll();
        return fleet;
    }

    private void serveAll() {
        for (int place = 0; place < agents.size(); place++) {
            int at = place;
            threads.add(Thread.startVirtualThread(() -> serve(at)));
        }
    }

    TestingAgent agent(int place) {
        return agents.get(place);
    }

    /** Has the agent do something soon. */
    void on(int place, Consumer<TestingAgent> what) {
        todo.computeIfAbsent(place, _ -> new ConcurrentLinkedQueue<>()).add(what);
    }

    /** Connects an agent again that was disconnected. */
    void connect(int place) {
        agents.get(place).connect();
        threads.add(Thread.startVirtualThread(() -> serve(place)));
    }

    int size() {
        return agents.size();
    }

    /** The lines for the API. */
    List<Map<String, Object>> lines(TestingPostgres postgres) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (TestingAgent agent : agents) {
            try (var connection = postgres.connect();
                    var query = connection.prepareStatement(
                            "select holding_id from holding where host_id = ? and port = ?")) {
                query.setObject(1, agent.hostId());
                query.setInt(2, port);
                try (var row = query.executeQuery()) {
                    row.next();
                    lines.add(
                            new HashMap<>(Map.of("hostId", agent.hostId(), "holdingId", row.getObject(1, UUID.class))));
                }
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return lines;
    }

    private void serve(int place) {
        TestingAgent agent = agents.get(place);
        while (!closed && agent.isConnected()) {
            Queue<Consumer<TestingAgent>> next = todo.getOrDefault(place, new ConcurrentLinkedQueue<>());
            for (var what = next.poll(); what != null; what = next.poll()) {
                what.accept(agent);
            }
            Optional<ServerFrame> frame;
            try {
                frame = agent.link().poll(ServerFrame.class, _ -> true, Duration.ofMillis(100));
            } catch (AssertionError | IllegalStateException e) {
                return; // closed meanwhile
            }
            frame.ifPresent(came -> {
                switch (came) {
                    case ServerFrame.Inspect inspect -> answer(agent, inspect);
                    case ServerFrame.Stop stop -> stop(place, agent, stop);
                    case ServerFrame.Ack ack -> agent.forgetUpTo(ack.position());
                    default -> {}
                }
            });
        }
    }

    private void answer(TestingAgent agent, ServerFrame.Inspect inspect) {
        List<Listener> onPort = List.copyOf(agent.table().values());
        agent.link()
                .send(new AgentFrame.Evidence(
                        inspect.requestId(),
                        agent.bootId(),
                        agent.now(),
                        onPort,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private void stop(int place, TestingAgent agent, ServerFrame.Stop stop) {
        commanded.add(agent.hostId());
        agent.keepAndSend(new AgentFrame.StopProgress(
                agent.nextPosition(), stop.stopId(), StopStep.ACCEPTED, agent.now(), Optional.empty()));
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        agent.keepAndSend(
                new AgentFrame.StopResult(agent.nextPosition(), stop.stopId(), outcomes.apply(place), agent.now()));
    }

    @Override
    public void close() {
        closed = true;
        mayEnd.countDown();
        threads.forEach(thread -> {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        agents.forEach(TestingAgent::close);
    }
}

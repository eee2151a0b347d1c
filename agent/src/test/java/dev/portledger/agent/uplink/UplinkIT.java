package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent against a server that is strict about the protocol; real sockets on both sides. */
final class UplinkIT {

    @TempDir
    Path folder;

    private final TestingServer server = new TestingServer();

    @AfterEach
    void serverHasNoComplaint() {
        assertThat(server.complaints()).isEmpty();
        server.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private void awaitListener(ServerSocket socket) {
        soon().until(() -> server.listenerOn(socket.getLocalPort()).isPresent());
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @Test
    void enrolsAndTellsWhatListensAndWhatChanges() throws Exception {
        try (ServerSocket before = listen();
                TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            awaitListener(before);
            assertThat(server.frames(AgentFrame.Hello.class).getFirst().hostId())
                    .isEqualTo(agent.hostId());
            int port;
            try (ServerSocket after = listen()) {
                awaitListener(after);
                port = after.getLocalPort();
            }
            soon().until(() -> server.listenerOn(port).isEmpty());
            soon().until(() -> agent.outbox.waiting() == 0);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("agent-key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void resumesWithoutLossAndWithoutRepetition() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> server.applied().isPresent());
            List<ServerSocket> sockets = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                server.cut();
                sockets.add(listen());
                awaitListener(sockets.getLast());
            }
            soon().until(() -> agent.outbox.waiting() == 0);
            assertThat(server.hellos()).isGreaterThanOrEqualTo(6);
            assertThat(server.repeated()).isZero();
            assertThat(server.frames(AgentFrame.Snapshot.class))
                    .as("resumed, so not sent again")
                    .hasSize(1);
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void nothingIsLostWhileTheServerIsAway() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> agent.outbox.waiting() == 0 && server.applied().isPresent());
            server.stop();
            int before = agent.outbox.waiting();
            int port;
            try (ServerSocket socket = listen()) {
                port = socket.getLocalPort();
                soon().until(() -> agent.outbox.waiting() > before);
            }
            int opened = agent.outbox.waiting();
            soon().until(() -> agent.outbox.waiting() > opened);
            server.start();
            soon().until(() -> agent.outbox.waiting() == 0);
            assertThat(server.frames(AgentFrame.Delta.class))
                    .anySatisfy(delta -> assertThat(delta.opened())
                            .anyMatch(each -> each.listener().key().endpoint().port() == port))
                    .anySatisfy(delta -> assertThat(delta.closed())
                            .anyMatch(each -> each.key().endpoint().port() == port));
        }
    }

    @Test
    void framesOfAnEarlierRunComeFirst() throws Exception {
        server.acknowledge(false);
        long first;
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> server.applied().isPresent());
            first = agent.outbox.epoch();
            server.stop();
            int waiting = agent.outbox.waiting();
            ServerSocket socket = listen();
            soon().until(() -> agent.outbox.waiting() > waiting);
            socket.close();
        }
        server.acknowledge(true);
        server.start();
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            assertThat(agent.outbox.epoch()).isGreaterThan(first);
            soon().until(() -> agent.outbox.waiting() == 0
                    && server.applied().orElseThrow().epoch() == agent.outbox.epoch());
        }
        assertThat(server.frames(AgentFrame.Delta.class))
                .anyMatch(delta ->
                        delta.position().epoch() == first && !delta.opened().isEmpty());
        assertThat(server.repeated()).isZero();
    }

    @Test
    void heartbeatsTellHowFarTheLedgerIsComplete() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> server.frames(AgentFrame.Heartbeat.class).size() > 5);
            assertThat(server.frames(AgentFrame.Heartbeat.class)).allSatisfy(beat -> {
                assertThat(beat.residentBytes()).isGreaterThan(1 << 20);
                assertThat(beat.lookedAt()).isBeforeOrEqualTo(beat.now());
                assertThat(beat.sent().epoch()).isEqualTo(agent.outbox.epoch());
            });
            assertThat(server.frames(AgentFrame.Heartbeat.class).getLast().roundTrip())
                    .hasValueSatisfying(trip -> assertThat(trip).isBetween(Duration.ZERO, Duration.ofSeconds(5)));
        }
    }

    @Test
    void goodbyeIsFollowedByAnotherTry() throws Exception {
        server.dismissNext(new ServerFrame.Goodbye(
                ProblemCode.SERVER_STOPPING, "the server is being stopped", Optional.of(Duration.ofMillis(300))));
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> agent.outbox.waiting() == 0 && server.applied().isPresent());
            assertThat(server.hellos()).isEqualTo(2);
        }
    }

    @Test
    void enrolsAgainWhenTheServerDoesNotKnowTheHost() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> server.applied().isPresent());
            server.forgetHosts();
            server.cut();
            try (ServerSocket socket = listen()) {
                awaitListener(socket);
            }
            soon().until(() -> agent.outbox.waiting() == 0);
        }
    }

    @Test
    void watchesOnWithoutEnrolment() throws Exception {
        try (TestingAgent agent = new TestingAgent(server.address(), folder, Optional.empty(), 8 << 20)) {
            soon().until(() -> agent.outbox.waiting() > 0);
            assertThat(server.applied()).isEmpty();
        }
        Files.writeString(folder.resolve("token"), "wrong");
        try (TestingAgent agent = new TestingAgent(server.address(), folder, Optional.empty(), 8 << 20)) {
            soon().until(() -> server.hellos() > 0);
            soon().until(() -> agent.outbox.waiting() > 0);
        }
        assertThat(server.applied()).isEmpty();
    }

    @Test
    void resyncIsAnsweredByASnapshot() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> agent.outbox.waiting() == 0 && server.applied().isPresent());
            server.send(new ServerFrame.Resync(ProblemCode.FRAME_OUT_OF_ORDER, "test"));
            soon().until(() -> server.frames(AgentFrame.Snapshot.class).size() == 2);
        }
    }

    @Test
    void commandsArriveAndAreAnswered() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> server.applied().isPresent());
            UUID request = UUID.randomUUID();
            server.send(new ServerFrame.Inspect(request, Protocol.TCP, 1));
            soon().until(() -> !server.frames(AgentFrame.Evidence.class).isEmpty());
            assertThat(server.frames(AgentFrame.Evidence.class).getFirst().requestId())
                    .isEqualTo(request);
            server.command(new ServerFrame.Abort(request));
            soon().until(() -> agent.commands.contains(new ServerFrame.Abort(request)));
        }
    }

    @Test
    void aFrameThatCannotBeReadEndsTheConnectionAndNotTheAgent() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> agent.outbox.waiting() == 0 && server.applied().isPresent());
            int hellos = server.hellos();
            server.sendText("{\"frame\":\"ack\"}");
            soon().until(() -> server.hellos() > hellos);
            int again = server.hellos();
            server.sendText("{\"frame\":\"weather\"}");
            server.sendText("x".repeat(100_000));
            soon().until(() -> server.hellos() > again);
            try (ServerSocket socket = listen()) {
                awaitListener(socket);
            }
        }
    }

    @Test
    void aFullOutboxEndsInAGapAndASnapshot() throws Exception {
        server.acknowledge(false);
        Files.writeString(folder.resolve("token"), TestingServer.TOKEN);
        try (TestingAgent agent = new TestingAgent(server.address(), folder, Optional.empty(), 1 << 20)) {
            soon().until(() -> server.applied().isPresent());
            long epoch = agent.outbox.epoch();
            server.stop();
            fill(agent.outbox);
            assertThat(agent.outbox.epoch()).isEqualTo(epoch + 1);
            server.acknowledge(true);
            server.start();
            soon().until(() -> server.frames(AgentFrame.Snapshot.class).size() >= 2 && agent.outbox.waiting() == 0);
        }
        assertThat(server.frames(AgentFrame.Gap.class)).hasSize(1);
        assertThat(server.frames(AgentFrame.Gap.class).getFirst().reason()).contains("outbox was full");
    }

    private static void fill(Outbox outbox) {
        long epoch = outbox.epoch();
        String reason = "x".repeat(10_000);
        while (outbox.epoch() == epoch) {
            outbox.append(
                    position -> new AgentFrame.Gap(position, java.time.Instant.EPOCH, java.time.Instant.EPOCH, reason),
                    0,
                    java.time.Instant.now());
        }
    }

    @Test
    void howItStandsWithTheHostIsToldAtFirstAndWhenItChanges() throws Exception {
        try (TestingAgent agent = TestingAgent.enrolling(server, folder)) {
            soon().until(() -> !server.frames(AgentFrame.Condition.class).isEmpty());
            AgentFrame.Condition first =
                    server.frames(AgentFrame.Condition.class).getFirst();
            // what the uplink itself has to say; the rest is what it was given
            assertThat(first.facilities()).extracting(Facility::name).containsExactly("audit_log");
            assertThat(first.sysctls().ephemeral()).isPresent();
            int beats = server.frames(AgentFrame.Heartbeat.class).size();
            soon().until(() -> server.frames(AgentFrame.Heartbeat.class).size() > beats + 3);
            assertThat(server.frames(AgentFrame.Condition.class)).hasSize(1);

            Facility events = new Facility("events", true, "post. 7 events were lost so far", Optional.empty());
            agent.facilities = List.of(events);
            soon().until(() -> server.frames(AgentFrame.Condition.class).size() > 1);
            assertThat(server.frames(AgentFrame.Condition.class).getLast().facilities())
                    .containsExactly(events, first.facilities().getFirst());
        }
    }
}

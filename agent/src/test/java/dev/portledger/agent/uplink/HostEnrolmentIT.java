package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostEnrolmentIT {

    private static final Instant NOW = Instant.parse("2026-11-17T03:14:00Z");

    private final TestingServer server = new TestingServer();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    private HostEnrolment host() throws IOException {
        Path machineId = folder.resolve("machine-id");
        Files.writeString(machineId, "0123456789abcdef0123456789abcdef\n");
        return new HostEnrolment(server.address(), folder, machineId, Optional.empty(), Optional.empty());
    }

    @Test
    void makesTheHostKnownSoThatAnAgentConnectsWithoutAToken() throws Exception {
        EnrolmentAnswer answer = host().enrol(TestingServer.TOKEN, NOW);

        assertThat(EnrolmentNote.read(folder)).contains(new EnrolmentNote(server.address(), NOW));
        try (TestingAgent agent = new TestingAgent(server.address(), folder, Optional.empty(), 8 << 20)) {
            assertThat(answer).isEqualTo(new EnrolmentAnswer.Enrolled(agent.hostId(), Optional.of(server.keys())));
            await().atMost(Duration.ofSeconds(20)).until(() -> server.hellos() > 0);
            assertThat(server.complaints()).isEmpty();
        }
    }

    @Test
    void aRefusedTokenLeavesTheHostUnknown() throws Exception {
        assertThat(host().enrol("battery-staple", NOW))
                .isEqualTo(new EnrolmentAnswer.Refused("enrolment_token_invalid"));
        assertThat(EnrolmentNote.read(folder)).isEmpty();
    }

    @Test
    void aServerThatIsAwayIsNamed() throws Exception {
        HostEnrolment host = host();
        server.stop();
        assertThatThrownBy(() -> host.enrol(TestingServer.TOKEN, NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(server.address().toString())
                .hasMessageContaining("goes on as before");
    }

    @Test
    void theNoteIsGoneWhenTheServerForgetsTheHost() throws Exception {
        host().enrol(TestingServer.TOKEN, NOW);
        server.forgetHosts();
        try (TestingAgent agent = new TestingAgent(server.address(), folder, Optional.empty(), 8 << 20)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> EnrolmentNote.read(folder).isEmpty());
            assertThat(agent.hostId()).isNotNull();
        }
    }

    @Test
    void whoMakesAKeyAtTheSameTimeGetsTheSameKey() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<String> make = () -> AgentKey.of(folder).publicKey();
            List<Future<String>> keys = threads.invokeAll(List.of(make, make, make, make, make, make, make, make));
            String kept = AgentKey.of(folder).publicKey();
            for (Future<String> key : keys) {
                assertThat(key.get()).isEqualTo(kept);
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("agent-key"));
        }
    }

    @Test
    void theServersKeyIsTheOneThatIsExpectedOrNone() throws Exception {
        String right = server.commandKey().publicKey().id();
        HostEnrolment host = host();
        HostEnrolment expecting =
                new HostEnrolment(host.server(), folder, host.machineId(), Optional.empty(), Optional.of(right));
        expecting.enrol(TestingServer.TOKEN, NOW);
        assertThat(CommandKeyPins.open(folder).known().orElseThrow().keyIds()).containsExactly(right);

        HostEnrolment another = new HostEnrolment(
                host.server(), folder, host.machineId(), Optional.empty(), Optional.of("ab".repeat(32)));
        assertThatThrownBy(() -> another.enrol(TestingServer.TOKEN, NOW))
                .isInstanceOf(ServerKeyException.class)
                .hasMessageContaining(right);
        assertThat(CommandKeyPins.open(folder).known().orElseThrow().keyIds()).containsExactly(right);
    }
}

package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingLink;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Silence, too many at once, and the end of the server. */
@QuarkusTest
@TestProfile(LimitsTest.Impatient.class)
@WithTestResource(PostgresTestResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class LimitsTest {

    /** Waits for nobody. */
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "portledger.ingest.silence", "PT1S",
                    "portledger.ingest.hello-within", "PT2S",
                    "portledger.ingest.max-before-hello", "3");
        }
    }

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @Inject
    AgentRoute route;

    @Inject
    AgentConnections connections;

    @Test
    @Order(1)
    void aSilentAgentIsTakenForGone() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "silent")) {
            agent.connect();
            agent.awaitAcknowledged();
            assertThat(agent.link().next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.AGENT_SILENT);
        }
    }

    @Test
    @Order(2)
    void whoSaysNoHelloIsNotWaitedForAndThereIsRoomForFew() {
        List<TestingLink> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                waiting.add(TestingLink.open(server));
                waiting.getLast().next(ServerFrame.Challenge.class);
            }
            try (TestingLink oneTooMany = TestingLink.open(server)) {
                assertThat(oneTooMany.next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.SERVER_FULL);
            }
            assertThat(waiting.getFirst().next(ServerFrame.Goodbye.class).code())
                    .isEqualTo(ProblemCode.AGENT_SILENT);
        } finally {
            waiting.forEach(TestingLink::close);
        }
    }

    @Test
    @Order(3)
    void whoDoesNotReadItsAnswersIsNotAnsweredForEver() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "deaf")) {
            agent.connect();
            agent.awaitAcknowledged();
            agent.link().stopReading();
            String heartbeat = FrameJson.write(new AgentFrame.Heartbeat(
                    agent.now(), agent.now(), agent.position(), Optional.empty(), 50_000_000, 0));
            boolean taken = true;
            while (taken && connections.of(agent.hostId()).isPresent()) {
                taken = agent.link()
                        .socket()
                        .sendText(heartbeat, true)
                        .handle((_, failure) -> failure == null)
                        .completeOnTimeout(false, 2, TimeUnit.SECONDS)
                        .join();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> connections.of(agent.hostId()).isEmpty());
        }
    }

    @Test
    @Order(4)
    void aServerThatStopsSaysSo() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "last");
                TestingLink late = TestingLink.open(server)) {
            late.next(ServerFrame.Challenge.class);
            agent.connect();
            agent.awaitAcknowledged();
            route.stop(new ShutdownEvent());
            ServerFrame.Goodbye goodbye = agent.link().next(ServerFrame.Goodbye.class);
            assertThat(goodbye.code()).isEqualTo(ProblemCode.SERVER_STOPPING);
            assertThat(goodbye.retryAfter()).isPresent();
            try (TestingLink newcomer = TestingLink.open(server)) {
                assertThat(newcomer.next(ServerFrame.Goodbye.class).code()).isEqualTo(ProblemCode.SERVER_STOPPING);
            }
        }
    }
}

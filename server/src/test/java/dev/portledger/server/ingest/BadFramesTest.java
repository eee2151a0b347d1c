package dev.portledger.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.testing.Listeners;
import dev.portledger.server.testing.PostgresTestResource;
import dev.portledger.server.testing.TestingAgent;
import dev.portledger.server.testing.TestingLink;
import dev.portledger.server.testing.TestingPostgres;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is a code, and the next agent is served. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
@SuppressWarnings("NullAway.Init") // filled in by Quarkus
final class BadFramesTest {

    @TestHTTPResource
    URI server;

    TestingPostgres postgres;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "null",
                "[]",
                "{\"frame\":\"hello\"}",
                "{\"frame\":\"hello\",\"minProtocol\":\"x\"}",
                "{\"frame\":\"heartbeat\",\"now\":\"2026-01-01T00:00:00Z\"",
                "{\"frame\":\"snapshot\",\"position\":null}"
            })
    void malformedFramesEndTheConnection(String text) {
        try (TestingLink link = TestingLink.open(server)) {
            link.next(ServerFrame.Challenge.class);
            link.sendText(text);
            assertGoodbye(link, ProblemCode.FRAME_MALFORMED);
        }
        serves();
    }

    @Test
    void aBinaryMessageIsMalformed() {
        try (TestingLink link = TestingLink.open(server)) {
            link.next(ServerFrame.Challenge.class);
            link.socket()
                    .sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true)
                    .join();
            assertGoodbye(link, ProblemCode.FRAME_MALFORMED);
        }
    }

    @Test
    void aFrameIsTooLargeByOneByte() {
        try (TestingLink link = TestingLink.open(server)) {
            link.next(ServerFrame.Challenge.class);
            link.sendText(" ".repeat(FrameLimits.MAX_FRAME_BYTES + 1));
            assertGoodbye(link, ProblemCode.FRAME_TOO_LARGE);
        }
        serves();
    }

    @Test
    void aFrameInManyPiecesIsTooLargeTogether() {
        try (TestingLink link = TestingLink.open(server)) {
            link.next(ServerFrame.Challenge.class);
            String piece = " ".repeat(FrameLimits.MAX_FRAME_BYTES / 4);
            for (int i = 0; i < 5; i++) {
                link.socket().sendText(piece, false).join();
            }
            assertGoodbye(link, ProblemCode.FRAME_TOO_LARGE);
        }
    }

    @Test
    void aPieceBeyondAllMeasureEndsTheConnection() {
        try (TestingLink link = TestingLink.open(server)) {
            link.next(ServerFrame.Challenge.class);
            link.socket()
                    .sendText(" ".repeat(4 * FrameLimits.MAX_FRAME_BYTES), true)
                    .exceptionally(_ -> null)
                    .join();
            assertThat(link.awaitEnd()).isTrue();
        }
        serves();
    }

    @Test
    void aFrameOfTheLargestSizeIsRead() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "large")) {
            agent.connect();
            String frame = "{\"frame\":\"ofALaterVersion\"}";
            agent.link().sendText(frame + " ".repeat(FrameLimits.MAX_FRAME_BYTES - frame.length()));
            agent.open(Listeners.listener(80, 1));
            agent.awaitAcknowledged();
        }
    }

    @Test
    void aHelloComesFirstAndOnce() {
        try (TestingLink link = TestingLink.open(server)) {
            link.next(ServerFrame.Challenge.class);
            link.send(new AgentFrame.Gap(new Position(1, 1), Instant.now(), Instant.now(), "none"));
            assertGoodbye(link, ProblemCode.FRAME_OUT_OF_ORDER);
        }
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "twice")) {
            agent.connect();
            agent.link().send(agent.hello("whatever"));
            assertGoodbye(agent.link(), ProblemCode.FRAME_OUT_OF_ORDER);
        }
    }

    @Test
    void anUnknownHostIsToldSo() {
        try (TestingAgent agent = TestingAgent.unknown(server)) {
            TestingLink link = agent.openLink();
            link.send(agent.hello(link.next(ServerFrame.Challenge.class).nonce()));
            assertGoodbye(link, ProblemCode.HOST_UNKNOWN);
        }
    }

    @Test
    void aSignatureOverAnotherNonceIsInvalid() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "forged")) {
            TestingLink link = agent.openLink();
            link.next(ServerFrame.Challenge.class);
            link.send(agent.hello("an earlier nonce"));
            assertGoodbye(link, ProblemCode.SIGNATURE_INVALID);
        }
    }

    @Test
    void aProtocolOfTheFutureIsUnsupported() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "future")) {
            TestingLink link = agent.openLink();
            AgentFrame.Hello hello =
                    agent.hello(link.next(ServerFrame.Challenge.class).nonce());
            link.sendText(FrameJson.write(hello)
                    .replace("\"minProtocol\":1", "\"minProtocol\":2")
                    .replace("\"maxProtocol\":1", "\"maxProtocol\":3"));
            assertGoodbye(link, ProblemCode.PROTOCOL_UNSUPPORTED);
        }
    }

    @Test
    void theNewerConnectionOfAHostReplacesTheOlder() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "double")) {
            agent.connect();
            TestingLink older = agent.link();
            agent.connect();
            assertGoodbye(older, ProblemCode.HOST_REPLACED);
            agent.open(Listeners.listener(80, 1));
            agent.awaitAcknowledged();
        }
    }

    @Test
    void aSkippedSequenceIsNotWrittenAndNotAcknowledged() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "skips")) {
            agent.connect();
            agent.awaitAcknowledged();
            Instant now = agent.now();
            agent.link()
                    .send(new AgentFrame.Delta(
                            new Position(1, 3), now, List.of(), List.of(), List.of(), List.of(), List.of(), 0));
            assertGoodbye(agent.link(), ProblemCode.FRAME_OUT_OF_ORDER);
            agent.connect();
            agent.open(Listeners.listener(80, 1));
            agent.awaitAcknowledged();
        }
    }

    @Test
    void aTimeNoHostCanMeanIsMalformed() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "eternal")) {
            agent.connect();
            Instant never = Instant.parse("9999-01-01T00:00:00Z");
            agent.link().send(new AgentFrame.Gap(new Position(1, 2), never, never, "none"));
            assertGoodbye(agent.link(), ProblemCode.FRAME_MALFORMED);
        }
    }

    @Test
    void evidenceNobodyAskedForIsDropped() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "talkative")) {
            agent.connect();
            agent.link()
                    .send(new AgentFrame.Evidence(
                            UUID.randomUUID(),
                            agent.bootId(),
                            agent.now(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of()));
            agent.open(Listeners.listener(80, 1));
            agent.awaitAcknowledged();
        }
    }

    private static void assertGoodbye(TestingLink link, ProblemCode code) {
        assertThat(link.next(ServerFrame.Goodbye.class).code()).isEqualTo(code);
        assertThat(link.closeStatus()).isEqualTo(1000);
    }

    /** The process is up and takes the next agent in. */
    private void serves() {
        try (TestingAgent agent = TestingAgent.enrolled(server, postgres, "next")) {
            agent.connect();
            agent.awaitAcknowledged();
        }
    }
}

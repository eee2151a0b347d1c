package dev.portledger.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameJsonTest {

    private static final String SECRET = "hunter2";

    @Test
    void framesOfALaterVersionAreUnrecognized() throws Exception {
        assertThat(FrameJson.readAgentFrame("{\"frame\":\"weather\",\"sun\":true}"))
                .isEqualTo(new AgentFrame.Unrecognized());
        assertThat(FrameJson.readServerFrame("{\"frame\":\"weather\",\"sun\":{\"x\":[1]}}"))
                .isEqualTo(new ServerFrame.Unrecognized());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hunter2",
                "null",
                "[]",
                "[\"hunter2\"]",
                "\"hunter2\"",
                "17",
                "{}",
                "{\"nonce\":\"hunter2\"}",
                "{\"frame\":null}",
                "{\"frame\":{\"hunter2\":1}}",
                "{\"frame\":\"challenge\"",
                "{\"frame\":\"challenge\",\"nonce\":\"x\"} {}",
                "{\"frame\":\"challenge\",\"nonce\":\"x\"} hunter2",
                "{\"frame\":\"challenge\",\"nonce\":{\"hunter2\":1}}",
                "{\"frame\":\"challenge\",\"nonce\":null}",
                "{\"frame\":\"ack\"}",
                "{\"frame\":\"ack\",\"position\":{\"epoch\":1}}",
                "{\"frame\":\"ack\",\"position\":{\"epoch\":1,\"sequence\":null}}",
                "{\"frame\":\"ack\",\"position\":{\"epoch\":1,\"sequence\":\"hunter2\"}}",
                "{\"frame\":\"ack\",\"position\":{\"epoch\":1,\"sequence\":1e30}}",
                "{\"frame\":\"ack\",\"position\":{\"epoch\":1,\"sequence\":1.5}}",
                "{\"frame\":\"abort\",\"stopId\":\"hunter2\"}",
                "{\"frame\":\"inspect\",\"requestId\":\"7b0e8a52-1f0d-4a43-b0d8-9a6d0a4f2c10\",\"protocol\":\"hunter2\",\"port\":1}",
                "{\"frame\":\"heartbeatAnswer\",\"echo\":\"hunter2\",\"now\":\"2026-11-17T03:14:15Z\"}"
            })
    void malformedServerFrames(String text) {
        assertRefused(text, () -> FrameJson.readServerFrame(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"frame\":\"gap\",\"position\":{\"epoch\":1,\"sequence\":1},\"from\":\"2026-11-17T03:14:15Z\",\"to\":\"hunter2\",\"reason\":\"x\"}",
                "{\"frame\":\"stopResult\",\"position\":{\"epoch\":1,\"sequence\":1},\"stopId\":\"c1f8e0b2-47e5-4f7e-9f65-1d1a2b3c4d5e\",\"outcome\":{\"is\":\"hunter2\"},\"at\":\"2026-11-17T03:14:15Z\"}",
                "{\"frame\":\"delta\",\"position\":{\"epoch\":1,\"sequence\":1},\"at\":\"2026-11-17T03:14:15Z\",\"opened\":[null],\"closed\":[],\"changed\":[],\"connections\":[],\"ephemeral\":[],\"digest\":1}"
            })
    void malformedAgentFrames(String text) {
        assertRefused(text, () -> FrameJson.readAgentFrame(text));
    }

    @Test
    void eachRequiredFieldIsRequired() throws Exception {
        ObjectNode delta = (ObjectNode) FrameJson.mapper().readTree(FrameJson.write(sample("delta")));
        List<String> fields = new ArrayList<>();
        delta.fieldNames().forEachRemaining(fields::add);
        Set<String> refused = new HashSet<>();
        for (String field : fields) {
            ObjectNode copy = delta.deepCopy();
            copy.remove(field);
            try {
                FrameJson.readAgentFrame(copy.toString());
            } catch (FrameException e) {
                refused.add(field);
            }
        }
        assertThat(refused).containsExactlyInAnyOrderElementsOf(fields);
    }

    @Test
    void listenerWithoutPortOrWithAWrongOneIsRefused() throws Exception {
        String snapshot = FrameJson.write(sample("snapshot"));
        assertThat(snapshot).contains("\"port\":8080");
        for (String wrong : List.of("\"port\":0", "\"port\":65536", "\"port\":-1", "\"port\":\"hunter2\"")) {
            String text = snapshot.replace("\"port\":8080", wrong);
            assertRefused(text, () -> FrameJson.readAgentFrame(text));
        }
        String address = snapshot.replace("127.0.0.1", SECRET);
        assertRefused(address, () -> FrameJson.readAgentFrame(address));
        String id = snapshot.replace("cookie:4097", "cookie:" + SECRET);
        assertRefused(id, () -> FrameJson.readAgentFrame(id));
    }

    @Test
    void aFrameOfTheLimitIsReadAndOneByteMoreIsNot() throws Exception {
        String head = "{\"frame\":\"challenge\",\"nonce\":\"";
        int room = FrameLimits.MAX_FRAME_BYTES - head.length() - 2;
        String largest = head + "x".repeat(room) + "\"}";
        assertThat(FrameJson.readServerFrame(largest)).isInstanceOf(ServerFrame.Challenge.class);
        for (String tooLarge : List.of(head + "x".repeat(room + 1) + "\"}", head + "ä".repeat(room / 2 + 1) + "\"}")) {
            FrameException refused =
                    catchThrowableOfType(FrameException.class, () -> FrameJson.readServerFrame(tooLarge));
            assertThat(refused).isNotNull();
            assertThat(refused.code()).isEqualTo(ProblemCode.FRAME_TOO_LARGE);
        }
    }

    @Test
    void deeplyNestedFramesAreRefused() {
        String deep =
                "{\"frame\":\"challenge\",\"nonce\":\"x\",\"later\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertRefused(deep, () -> FrameJson.readServerFrame(deep));
    }

    /** Whatever is done to a frame, it is read or refused with a code; the seed is fixed so that a failure can be repeated. */
    @Test
    void mutatedFramesAreReadOrRefused() throws Exception {
        Random random = new Random(42);
        List<String> originals = new ArrayList<>();
        SampleFrames.ofAgents().values().forEach(frame -> originals.add(FrameJson.write(frame)));
        String pieces = "{}[]\",:0123456789eE.+-nulltrue\\\u0000\uD800";
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(originals.get(random.nextInt(originals.size())));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
                    case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                    default -> text.insert(at, pieces.charAt(random.nextInt(pieces.length())));
                }
                if (text.isEmpty()) {
                    text.append(' ');
                }
            }
            try {
                FrameJson.readAgentFrame(text.toString());
            } catch (FrameException e) {
                refused++;
                assertThat(e.code()).isEqualTo(ProblemCode.FRAME_MALFORMED);
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    private static AgentFrame sample(String name) {
        return Objects.requireNonNull(SampleFrames.ofAgents().get(name));
    }

    private static void assertRefused(String text, ThrowingCallable read) {
        FrameException refused = catchThrowableOfType(FrameException.class, read);
        assertThat(refused).as(text.substring(0, Math.min(text.length(), 200))).isNotNull();
        assertThat(refused.code()).isEqualTo(ProblemCode.FRAME_MALFORMED);
        assertThat(refused.getMessage()).doesNotContain(SECRET);
        assertThat(refused.getCause()).isNull();
    }
}

package dev.portledger.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JSON of every frame of protocol version 1 stays what it is in the golden files: agents and servers of another version read and
 * write it. A change that breaks one of these tests needs a new protocol version, and a new folder beside this one.
 */
final class GoldenFramesTest {

    static Stream<String> agentFrames() {
        return SampleFrames.ofAgents().keySet().stream();
    }

    static Stream<String> serverFrames() {
        return SampleFrames.ofServers().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("agentFrames")
    void agentFrameIsAsItWas(String name) throws Exception {
        AgentFrame frame = sample(SampleFrames.ofAgents(), name);
        assertThat(tree(FrameJson.write(frame))).isEqualTo(tree(golden("agent", name)));
        assertThat(FrameJson.readAgentFrame(golden("agent", name))).isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("serverFrames")
    void serverFrameIsAsItWas(String name) throws Exception {
        ServerFrame frame = sample(SampleFrames.ofServers(), name);
        assertThat(tree(FrameJson.write(frame))).isEqualTo(tree(golden("server", name)));
        assertThat(FrameJson.readServerFrame(golden("server", name))).isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("agentFrames")
    void fieldsOfALaterVersionAreIgnored(String name) throws Exception {
        AgentFrame frame = sample(SampleFrames.ofAgents(), name);
        assertThat(FrameJson.readAgentFrame(withUnknownFields(golden("agent", name))))
                .isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("serverFrames")
    void serverFieldsOfALaterVersionAreIgnored(String name) throws Exception {
        ServerFrame frame = sample(SampleFrames.ofServers(), name);
        assertThat(FrameJson.readServerFrame(withUnknownFields(golden("server", name))))
                .isEqualTo(frame);
    }

    @Test
    void everyKindOfFrameHasAGoldenFile() {
        Set<Class<?>> expected = new HashSet<>();
        addRecords(AgentFrame.class, expected);
        addRecords(ServerFrame.class, expected);
        expected.remove(AgentFrame.Unrecognized.class);
        expected.remove(ServerFrame.Unrecognized.class);
        Set<Class<?>> sampled = new HashSet<>();
        SampleFrames.ofAgents().values().forEach(frame -> sampled.add(frame.getClass()));
        SampleFrames.ofServers().values().forEach(frame -> sampled.add(frame.getClass()));
        assertThat(sampled).isEqualTo(expected);
    }

    private static void addRecords(Class<?> sealed, Set<Class<?>> into) {
        if (sealed.isRecord()) {
            into.add(sealed);
        } else {
            Arrays.stream(sealed.getPermittedSubclasses()).forEach(each -> addRecords(each, into));
        }
    }

    private static <T> T sample(Map<String, T> samples, String name) {
        T sample = samples.get(name);
        assertThat(sample).isNotNull();
        return sample;
    }

    private static String golden(String side, String name) throws IOException {
        String resource = "/golden/v1/" + side + "/" + name + ".json";
        try (InputStream in = GoldenFramesTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode tree(String json) throws IOException {
        return FrameJson.mapper().readTree(json);
    }

    private static String withUnknownFields(String json) throws IOException {
        JsonNode tree = tree(json);
        addUnknownFields(tree);
        return tree.toString();
    }

    private static void addUnknownFields(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.forEach(GoldenFramesTest::addUnknownFields);
            object.putObject("ofALaterVersion").put("x", 1);
        } else if (node instanceof ArrayNode array) {
            array.forEach(GoldenFramesTest::addUnknownFields);
        }
    }
}

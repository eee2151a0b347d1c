package dev.portledger.domain.frame;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Frames to JSON and back. Unknown frames become {@code Unrecognized}, unknown fields are ignored, so that a newer peer can
 * say more; a missing or misformed field is an error.
 */
public final class FrameJson {

    // A missing Optional is empty; any other missing field becomes null and is refused by
    // FAIL_ON_NULL_CREATOR_PROPERTIES.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(FrameLimits.MAX_FRAME_BYTES)
                            .maxNestingDepth(20)
                            .build())
                    .build())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private FrameJson() {}

    /** The mapper of frames, for the parts of them that are kept as JSON. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static String write(AgentFrame frame) {
        return writeValue(frame);
    }

    public static String write(ServerFrame frame) {
        return writeValue(frame);
    }

    /** @throws FrameException FRAME_TOO_LARGE or FRAME_MALFORMED */
    public static AgentFrame readAgentFrame(String text) throws FrameException {
        return readValue(text, AgentFrame.class);
    }

    /** @throws FrameException FRAME_TOO_LARGE or FRAME_MALFORMED */
    public static ServerFrame readServerFrame(String text) throws FrameException {
        return readValue(text, ServerFrame.class);
    }

    /** The bytes of a record that is to be signed. */
    public static byte[] payload(Record record) {
        return writeValue(record).getBytes(StandardCharsets.UTF_8);
    }

    /** The record of signed bytes; empty for bytes that are none. */
    public static <T extends Record> Optional<T> payload(byte[] bytes, Class<T> type) {
        try {
            return Optional.ofNullable(MAPPER.readValue(bytes, type));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // a JacksonException: there is no other input or output here
        }
    }

    private static String writeValue(Object frame) {
        try {
            return MAPPER.writeValueAsString(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a frame is always writable", e);
        }
    }

    private static <T> T readValue(String text, Class<T> type) throws FrameException {
        if (text.length() > FrameLimits.MAX_FRAME_BYTES
                || text.getBytes(StandardCharsets.UTF_8).length > FrameLimits.MAX_FRAME_BYTES) {
            throw new FrameException(
                    ProblemCode.FRAME_TOO_LARGE,
                    "a frame has at most " + FrameLimits.MAX_FRAME_BYTES + " bytes, this one has " + text.length()
                            + " characters");
        }
        try {
            T frame = MAPPER.readValue(text, type);
            if (frame == null) {
                throw new FrameException(ProblemCode.FRAME_MALFORMED, "the frame is null");
            }
            if (isUnrecognized(frame) && !MAPPER.readTree(text).path("frame").isTextual()) {
                throw new FrameException(ProblemCode.FRAME_MALFORMED, "the frame does not say what it is");
            }
            return frame;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new FrameException(ProblemCode.FRAME_MALFORMED, "the frame cannot be read" + where(e));
        }
    }

    private static boolean isUnrecognized(Object frame) {
        return frame instanceof AgentFrame.Unrecognized || frame instanceof ServerFrame.Unrecognized;
    }

    /** Where the text is wrong, without its content: a frame may carry what must not reach a log. */
    private static String where(Exception e) {
        JsonLocation location = e instanceof JacksonException jackson ? jackson.getLocation() : null;
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}

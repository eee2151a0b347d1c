package dev.portledger.domain.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.DateTimeException;

/**
 * Lines of an export to text and back. Strict: a member that is unknown, or there twice, is not covered by any hash, and whoever reads
 * the file would take it for part of the log.
 */
public final class ExportJson {

    private static final int MAX_LINE_CHARS = 8 << 20;

    /** A message repeats names from the line, and who made the line may have made them long. */
    private static final int MAX_MESSAGE_CHARS = 300;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_LINE_CHARS)
                            .maxNestingDepth(100)
                            .build())
                    .build())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ExportJson() {}

    public static String write(ExportLine line) {
        try {
            return MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line is always writable", e);
        }
    }

    /** @throws IllegalArgumentException for anything but a line of an export; the message is for people */
    public static ExportLine read(String text) {
        try {
            ExportLine line = MAPPER.readValue(text, ExportLine.class);
            if (line == null) {
                throw new IllegalArgumentException("it is null");
            }
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(shortened(e.getOriginalMessage()), e);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a time or a number in it is beyond all bounds", e);
        }
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_CHARS ? message : message.substring(0, MAX_MESSAGE_CHARS) + " …";
    }
}

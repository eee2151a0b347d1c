package dev.portledger.server.ledger.write;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holders;
import java.io.IOException;

/** Text as PostgreSQL takes it: without U+0000 and without single surrogates, which become U+FFFD. */
public final class StorableText {

    private static final ObjectMapper JSON = FrameJson.mapper()
            .copy()
            .registerModule(new SimpleModule().addSerializer(String.class, new StdSerializer<>(String.class) {
                private static final long serialVersionUID = 1L;

                @Override
                public void serialize(String text, JsonGenerator out, SerializerProvider provider) throws IOException {
                    out.writeString(StorableText.of(text));
                }
            }));

    private StorableText() {}

    public static String of(String text) {
        if (text.chars().noneMatch(unit -> unit == 0 || Character.isSurrogate((char) unit))) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                        ? '\uFFFD'
                        : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    static String json(Holders holders) {
        return json(Holders.class, holders);
    }

    /** A part of a frame as JSON, with all its texts so. */
    public static <T> String json(Class<T> type, T part) {
        try {
            return JSON.writerFor(type).writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("parts of frames are always writable", e);
        }
    }
}

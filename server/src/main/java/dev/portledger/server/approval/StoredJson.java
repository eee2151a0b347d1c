package dev.portledger.server.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.domain.frame.FrameJson;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Values that are kept as jsonb, and times as PostgreSQL takes them. */
public final class StoredJson {

    private static final ObjectMapper JSON = FrameJson.mapper();

    private StoredJson() {}

    /** jsonb can't hold U+0000, which a hostile agent could send. */
    public static String write(Object value) {
        try {
            return JSON.writeValueAsString(value).replace("\\u0000", "\\ufffd");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept is always writable", e);
        }
    }

    public static <T> T read(String json, Class<T> type) throws SQLException {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("a value in the database can't be read", e);
        }
    }

    public static <T> List<T> readAll(String json, Class<T> type) throws SQLException {
        try {
            return JSON.readValue(json, JSON.getTypeFactory().constructCollectionType(List.class, type));
        } catch (JsonProcessingException e) {
            throw new SQLException("a value in the database can't be read", e);
        }
    }

    public static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}

package dev.portledger.server.host;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.server.sql.Columns;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A row of the table of hosts. */
record HostFacts(
        UUID hostId,
        String name,
        Watch watch,
        Optional<Instant> lastFrameAt,
        Optional<Instant> lookedAt,
        Optional<Instant> connectedAt,
        Optional<Instant> disconnectedAt,
        Optional<String> os,
        Optional<String> kernel,
        Optional<String> agentVersion,
        Optional<Duration> skew,
        Optional<UUID> bootId,
        Optional<Instant> bootedAt,
        Instant enrolledAt,
        Optional<List<Facility>> facilities,
        Optional<PolicyFacts> policy,
        Optional<Long> residentBytes,
        Optional<Integer> outboxFrames,
        Map<String, String> labels) {

    static final String COLUMNS = "h.*, w.watch, w.looked_at, extract(epoch from h.skew) as skew_seconds";
    static final String FROM = " from host h join host_watch w on w.host_id = h.host_id";

    private static final TypeReference<List<Facility>> FACILITIES = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, String>> LABELS = new TypeReference<>() {};

    static HostFacts read(ResultSet row) throws SQLException {
        return new HostFacts(
                Columns.uuid(row, "host_id"),
                row.getString("name"),
                Watch.valueOf(row.getString("watch")),
                Columns.optionalInstant(row, "last_frame_at"),
                Columns.optionalInstant(row, "looked_at"),
                Columns.optionalInstant(row, "connected_at"),
                Columns.optionalInstant(row, "disconnected_at"),
                Columns.optionalString(row, "os"),
                Columns.optionalString(row, "kernel"),
                Columns.optionalString(row, "agent_version"),
                Optional.ofNullable(row.getBigDecimal("skew_seconds")).map(HostFacts::seconds),
                Optional.ofNullable(row.getObject("boot_id", UUID.class)),
                Columns.optionalInstant(row, "booted_at"),
                Columns.instant(row, "enrolled_at"),
                Columns.optionalString(row, "facilities").map(HostFacts::facilities),
                Columns.optionalString(row, "policy").map(HostFacts::policy),
                Columns.optionalLong(row, "resident_bytes"),
                Columns.optionalInt(row, "outbox_frames"),
                labels(row.getString("labels")));
    }

    private static Duration seconds(BigDecimal seconds) {
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    private static Map<String, String> labels(String json) {
        try {
            return FrameJson.mapper().readValue(json, LABELS);
        } catch (JacksonException e) {
            throw new IllegalStateException("a host has labels that cannot be read", e);
        }
    }

    private static List<Facility> facilities(String json) {
        try {
            return FrameJson.mapper().readValue(json, FACILITIES);
        } catch (JacksonException e) {
            throw new IllegalStateException("a host has facilities that cannot be read", e);
        }
    }

    static PolicyFacts policy(String json) {
        try {
            return FrameJson.mapper().readValue(json, PolicyFacts.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("a host has a policy that cannot be read", e);
        }
    }
}

package dev.portledger.server.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.CommandTrust;
import dev.portledger.domain.frame.FrameLimits;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes what is known of hosts: their keys, whether their agents are connected, and what these said of themselves. */
@ApplicationScoped
public class HostRecords {

    private final AgroalDataSource database;
    private final ObjectMapper json;

    HostRecords(AgroalDataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * A sign of life.
     *
     * @param at by the server's clock
     * @param skew the server's clock minus the agent's
     */
    public record SignOfLife(UUID hostId, Instant at, Duration skew, long residentBytes, int outboxFrames) {}

    /** Makes a host known whose id nobody has, in the caller's transaction; false if there is one. */
    public boolean insert(Connection connection, UUID hostId, String hostname, byte[] publicKey) throws SQLException {
        try (var insert = connection.prepareStatement("""
                insert into host (host_id, name, public_key) values (?, ?, ?) on conflict (host_id) do nothing""")) {
            insert.setObject(1, hostId);
            insert.setString(2, storable(hostname));
            insert.setBytes(3, publicKey);
            return insert.executeUpdate() == 1;
        }
    }

    /** Notes a connection and what the agent said with it, in the caller's transaction. */
    public void connected(Connection connection, AgentFrame.Hello hello, Duration skew, Instant at)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                update host set name = ?, os = ?, kernel = ?, agent_version = ?, boot_id = ?, booted_at = ?,
                    facilities = ?::jsonb, skew = ?::interval, connected_at = ?, disconnected_at = null, last_frame_at = ?,
                    netns = ?, signs_receipts = signs_receipts or ?, command_serial = ?, command_key_ids = ?
                where host_id = ?""")) {
            statement.setString(1, storable(hello.hostname()));
            statement.setString(2, storable(hello.os()));
            statement.setString(3, storable(hello.kernel()));
            statement.setString(4, storable(hello.agentVersion()));
            statement.setObject(5, hello.bootId());
            statement.setObject(6, hello.bootedAt().plus(skew).atOffset(ZoneOffset.UTC));
            statement.setString(7, storableJson(hello.facilities()));
            statement.setString(8, interval(skew));
            statement.setObject(9, at.atOffset(ZoneOffset.UTC));
            statement.setObject(10, at.atOffset(ZoneOffset.UTC));
            statement.setObject(11, hello.netns().orElse(null), Types.BIGINT);
            statement.setBoolean(12, hello.capabilities().contains(FrameLimits.RECEIPTS));
            statement.setObject(13, hello.trust().map(CommandTrust::serial).orElse(null), Types.BIGINT);
            statement.setArray(
                    14,
                    array(
                            connection,
                            "text",
                            hello.trust().map(CommandTrust::keyIds).orElse(List.of()).stream()
                                    .map(HostRecords::storable)));
            statement.setObject(15, hello.hostId());
            statement.executeUpdate();
        }
    }

    /** Notes which set of the server's command keys an agent knows now. */
    public void keysKnown(UUID hostId, AgentFrame.KeysKnown known) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "update host set command_serial = ?, command_key_ids = ? where host_id = ?")) {
            statement.setLong(1, known.serial());
            statement.setArray(
                    2, array(connection, "text", known.keyIds().stream().map(HostRecords::storable)));
            statement.setObject(3, hostId);
            statement.executeUpdate();
        }
    }

    /** Notes what the agent said of the host itself. @return whether that is not what it said before */
    public boolean condition(UUID hostId, AgentFrame.Condition condition) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        update host h set facilities = r.facilities, sysctls = r.sysctls, policy = r.policy
                        from (select ?::jsonb as facilities, ?::jsonb as sysctls, ?::jsonb as policy) r
                        where h.host_id = ? and (h.facilities is distinct from r.facilities
                            or h.sysctls is distinct from r.sysctls or h.policy is distinct from r.policy)""")) {
            statement.setString(1, storableJson(condition.facilities()));
            statement.setString(2, storableJson(condition.sysctls()));
            statement.setString(3, condition.policy().map(this::storableJson).orElse(null));
            statement.setObject(4, hostId);
            return statement.executeUpdate() == 1;
        }
    }

    /** Notes the end of the connection that began at that time; a later one is left alone. */
    public void disconnected(UUID hostId, Instant connectedAt, Instant at) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        update host set disconnected_at = ?
                        where host_id = ? and connected_at = ? and disconnected_at is null""")) {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC));
            statement.setObject(2, hostId);
            statement.setObject(3, connectedAt.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** Takes agents for gone that were connected to a server which has died; the number of them. */
    public int disconnectSilentSince(Instant time) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        update host set disconnected_at = last_frame_at
                        where disconnected_at is null and last_frame_at < ?""")) {
            statement.setObject(1, time.atOffset(ZoneOffset.UTC));
            return statement.executeUpdate();
        }
    }

    /** Notes signs of life, at most one of each host, in the caller's transaction. */
    public void alive(Connection connection, List<SignOfLife> signs) throws SQLException {
        if (signs.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                update host h set last_frame_at = r.at, skew = r.skew, resident_bytes = r.resident, outbox_frames = r.outbox
                from unnest(?::uuid[], ?::timestamptz[], ?::interval[], ?::int8[], ?::int4[])
                    as r(host_id, at, skew, resident, outbox)
                where h.host_id = r.host_id""")) {
            statement.setArray(1, array(connection, "uuid", signs.stream().map(SignOfLife::hostId)));
            statement.setArray(
                    2, array(connection, "timestamptz", signs.stream().map(SignOfLife::at)));
            statement.setArray(3, array(connection, "interval", signs.stream().map(sign -> interval(sign.skew()))));
            statement.setArray(4, array(connection, "int8", signs.stream().map(SignOfLife::residentBytes)));
            statement.setArray(5, array(connection, "int4", signs.stream().map(SignOfLife::outboxFrames)));
            statement.executeUpdate();
        }
    }

    private static Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.map(Object::toString).toArray());
    }

    /** ISO 8601, in which PostgreSQL wants a sign on each part that is negative. */
    private static String interval(Duration duration) {
        return duration.toString();
    }

    /** jsonb can't hold U+0000, which a hostile agent could send. */
    private String storableJson(Object value) {
        try {
            return json.writeValueAsString(value).replace("\\u0000", "\\ufffd");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what frames carry is always writable", e);
        }
    }

    private static String storable(String text) {
        return text.replace('\u0000', '\uFFFD');
    }
}

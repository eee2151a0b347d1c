package dev.portledger.server.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills the ledger's tables with what a test needs, as the owner of the tables and past the server. */
public final class TestingLedger {

    private final TestingPostgres postgres;

    public TestingLedger(TestingPostgres postgres) {
        this.postgres = postgres;
    }

    /** Empties all tables about hosts. */
    public void clear() {
        run(
                "truncate holding, snapshot_listing, coverage, connection_count, connection_history, host_stream, failed_bind, host cascade");
    }

    /** A host that has been watched for an hour and is still. */
    public TestingHost liveHost(String name) {
        Instant now = now();
        TestingHost host = enrolledHost(name);
        run(
                "update host set connected_at = ?, last_frame_at = ?, os = 'Ubuntu 24.04.3 LTS', kernel = '6.8.0-87-generic',"
                        + " agent_version = '0.1.0', boot_id = ?, booted_at = ?, netns = 4026531840 where host_id = ?",
                now.minus(Duration.ofHours(1)),
                now,
                host.bootId(),
                now.minus(Duration.ofDays(3)),
                host.hostId());
        // looked at in the future, so that no slow test finds it silent
        run(
                "insert into host_stream (host_id, epoch, sequence, digest, boot_id, looked_at) values (?, 1, 1, 0, ?, ?)",
                host.hostId(),
                host.bootId(),
                now.plus(Duration.ofMinutes(10)));
        host.covered(now.minus(Duration.ofHours(1)), now);
        return host;
    }

    /** A host whose agent has never connected. */
    public TestingHost enrolledHost(String name) {
        return enrolledHost(name, UUID.randomUUID());
    }

    /** A host with that id whose agent has never connected. */
    public TestingHost enrolledHost(String name, UUID hostId) {
        TestingHost host = new TestingHost(this, hostId, UUID.randomUUID());
        run("insert into host (host_id, name, public_key) values (?, ?, ?)", host.hostId(), name, new byte[] {1});
        return host;
    }

    /** A host that was watched for an hour until ten minutes ago. */
    public TestingHost offlineHost(String name) {
        TestingHost host = liveHost(name);
        Instant gone = now().minus(Duration.ofMinutes(10));
        run("update host set disconnected_at = ?, last_frame_at = ? where host_id = ?", gone, gone, host.hostId());
        run("update host_stream set looked_at = ? where host_id = ?", gone, host.hostId());
        run("update coverage set seen_until = ?, ended_how = 'AGENT_GONE' where host_id = ?", gone, host.hostId());
        return host;
    }

    /** A host that is connected and has not looked for a minute. */
    public TestingHost silentHost(String name) {
        TestingHost host = liveHost(name);
        Instant last = now().minus(Duration.ofMinutes(1));
        run("update host_stream set looked_at = ? where host_id = ?", last, host.hostId());
        run("update coverage set seen_until = ? where host_id = ?", last, host.hostId());
        // says something from time to time, in the future for the same reason
        run("update host set last_frame_at = ? where host_id = ?", now().plus(Duration.ofMinutes(10)), host.hostId());
        return host;
    }

    /** The time, as precisely as PostgreSQL keeps it. */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Runs one statement; instants are given as timestamptz. */
    public void run(String sql, @Nullable Object... arguments) {
        try (Connection connection = postgres.connect();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                @Nullable Object value = arguments[i];
                statement.setObject(i + 1, value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused what a test arranges: " + sql, e);
        }
    }
}

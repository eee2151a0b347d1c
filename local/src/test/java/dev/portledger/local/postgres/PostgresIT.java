package dev.portledger.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portledger.local.data.DataFolder;
import dev.portledger.local.data.Secret;
import dev.portledger.local.process.ProcFs;
import dev.portledger.local.process.Spawner;
import dev.portledger.local.process.Supervised;
import dev.portledger.local.terminal.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster: its settings, its roles, and what it survives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Path folder;
    private Cluster cluster;
    private Database database;
    private Supervised running;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        DataFolder data = DataFolder.open(folder);
        cluster = Cluster.of(data, Programs.unpackedIn(data.postgres()));
        cluster.make();
        database = new Database(cluster, freePort());
        running = run();
    }

    @AfterAll
    void end() throws InterruptedException {
        assertThat(running.end()).isTrue();
        assertThat(new Postmaster(cluster).running()).isEmpty();
    }

    @Test
    void writesToTheDiskBeforeItAcknowledgesAndAsksEverybodyForAPassword() throws SQLException {
        try (Connection owner = connect("portledger", cluster.owner());
                Statement statement = owner.createStatement()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(text(statement, "show " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(text(statement, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
        assertThatThrownBy(() -> connect("portledger", new Secret(folder, "wrong", false)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
        assertThat(cluster.folder().resolve("pg_hba.conf")).content().doesNotContainPattern("(?m)^[^#]*\\btrust\\b");
    }

    @Test
    void letsOnlyTheOwnerMakeTables() throws SQLException {
        try (Connection owner = connect("portledger", cluster.owner());
                Statement statement = owner.createStatement()) {
            statement.execute("create table owned (n int)");
        }
        try (Connection application = connect("portledger_app", cluster.application());
                Statement statement = application.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create table mine (n int)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("select * from owned"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void losesNothingCommittedByAKillAndIsNotStoppedByAStaleLockFile() throws Exception {
        try (Connection owner = connect("portledger", cluster.owner());
                Statement statement = owner.createStatement()) {
            statement.execute("create table kept as select generate_series(1, 10000) n");
        }
        Path lockFile = cluster.folder().resolve("postmaster.pid");
        String first = Files.readString(lockFile);
        long killed = running.identity().orElseThrow().pid();

        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> ProcFs.identity(killed).isEmpty());
        // the same file, as if a process of somebody else had got that pid
        running.end();
        Files.writeString(
                lockFile,
                first.replaceFirst("\\d+", Long.toString(ProcessHandle.current().pid())));
        running = run();

        try (Connection owner = connect("portledger", cluster.owner());
                Statement statement = owner.createStatement()) {
            assertThat(text(statement, "select count(*) from kept")).isEqualTo("10000");
        }
    }

    @Test
    void keepsPasswordsOutOfItsLog() throws Exception {
        assertThat(folder.resolve("logs/database.log"))
                .content()
                .doesNotContain(cluster.owner().value(), cluster.application().value());
    }

    private Supervised run() {
        Postgres postgres = new Postgres(cluster, database.port(), folder.resolve("logs/database.log"));
        Supervised part = new Supervised(postgres, new Spawner(), new Progress(System.out), () -> {});
        part.start();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            database.ensure();
            return true;
        });
        return part;
    }

    private Connection connect(String user, Secret password) throws SQLException {
        return DriverManager.getConnection(database.url(), user, password.value());
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}

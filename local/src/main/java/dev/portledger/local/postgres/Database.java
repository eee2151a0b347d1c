package dev.portledger.local.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;

/**
 * The database inside the cluster, and its two roles. Asked for at every start: what is missing is made, and the roles get the passwords
 * that are kept, so that a start which was cut short, or a password file that was removed, heals itself.
 *
 * @param port on 127.0.0.1
 */
public record Database(Cluster cluster, int port) {

    private static final String NAME = "portledger";
    private static final String OWNER = "portledger";
    private static final String APPLICATION = "portledger_app";

    public String url() {
        return url(NAME);
    }

    public String owner() {
        return OWNER;
    }

    public String application() {
        return APPLICATION;
    }

    /** @throws SQLException while the database does not accept connections yet, or any more */
    public void ensure() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", Cluster.SUPERUSER);
        login.setProperty("password", cluster.superuser().value());
        login.setProperty("connectTimeout", "2");
        try (Connection connection = DriverManager.getConnection(url("postgres"), login);
                Statement statement = connection.createStatement()) {
            role(connection, OWNER, cluster.owner().value());
            role(connection, APPLICATION, cluster.application().value());
            if (!exists(statement, "select 1 from pg_database where datname = '" + NAME + "'")) {
                statement.execute("create database " + NAME + " owner " + OWNER);
            }
            statement.execute("revoke connect, temporary on database " + NAME + " from public");
            statement.execute("grant connect on database " + NAME + " to " + APPLICATION);
        }
    }

    /** The password leaves as a SCRAM verifier, so that no log of the database can ever hold it. */
    private static void role(Connection connection, String name, String password) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + name + "'")) {
                statement.execute("create role " + name + " login");
            }
        }
        connection.unwrap(PGConnection.class).alterUserPassword(name, password.toCharArray(), "scram-sha-256");
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}

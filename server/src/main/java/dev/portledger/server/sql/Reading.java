package dev.portledger.server.sql;

import dev.portledger.server.database.LedgerAvailability;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs queries that have to agree with each other: all of one reading see the same state of the database. */
@ApplicationScoped
public class Reading {

    private final AgroalDataSource database;
    private final LedgerAvailability availability;

    Reading(AgroalDataSource database, LedgerAvailability availability) {
        this.database = database;
        this.availability = availability;
    }

    /** What is read in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T read(Connection connection) throws SQLException;
    }

    /**
     * @throws dev.portledger.server.database.LedgerUnavailableException if the database is known to be away
     * @throws SqlReadException if a query fails
     */
    public <T> T read(Work<T> work) {
        availability.requireReadable();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var begin = connection.createStatement()) {
                begin.execute("set transaction isolation level repeatable read, read only");
                return work.read(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new SqlReadException(e);
        }
    }
}

package dev.portledger.server.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.scope.CurrentScope;
import dev.portledger.server.scope.HostScope;
import dev.portledger.server.scope.HostSelector;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Runs queries that have to agree with each other: all of one reading see the same state of the database.
 *
 * <p>The one place where it is decided which hosts somebody sees. For a person who may see some only, every table that a query names
 * is a view with the rows of those hosts (afterMigrate__scope.sql), and a table without such a view is not there. For everybody else
 * nothing is different.
 */
@ApplicationScoped
public class Reading {

    private final AgroalDataSource database;
    private final LedgerAvailability availability;
    private final CurrentScope scope;
    private final ObjectMapper json;

    Reading(AgroalDataSource database, LedgerAvailability availability, CurrentScope scope, ObjectMapper json) {
        this.database = database;
        this.availability = availability;
        this.scope = scope;
        this.json = json;
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
        return read(scope.visible(), work);
    }

    /** As {@link #read(Work)}, for somebody who sees these hosts. */
    public <T> T read(HostScope visible, Work<T> work) {
        availability.requireReadable();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var begin = connection.createStatement()) {
                begin.execute("set transaction isolation level repeatable read, read only");
                limit(connection, visible);
                return work.read(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new SqlReadException(e);
        }
    }

    /** Until the transaction ends. */
    private void limit(Connection connection, HostScope visible) throws SQLException {
        switch (visible) {
            case HostScope.Everything _ -> {}
            case HostScope.Labelled(var selectors) -> limit(connection, selectors);
            case HostScope.Nothing _ -> limit(connection, List.of());
        }
    }

    private void limit(Connection connection, List<HostSelector> selectors) throws SQLException {
        try (var statement = Sql.of(
                        "select set_config('portledger.scope', ?, true), set_config('search_path', 'scoped', true)",
                        text(selectors))
                .prepare(connection)) {
            statement.execute();
        }
    }

    private String text(List<HostSelector> selectors) {
        try {
            return json.writeValueAsString(
                    selectors.stream().map(HostSelector::labels).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("labels are always writable", e);
        }
    }
}

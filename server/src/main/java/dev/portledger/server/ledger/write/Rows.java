package dev.portledger.server.ledger.write;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one shape as the relation {@code r} of a statement: one array parameter per column, however many rows. The column
 * {@code ordinal} is the row's number, from 1.
 */
public final class Rows<T> {

    /**
     * @param type PostgreSQL's name of the type
     * @param value of a row; an {@link Instant} or any value whose text PostgreSQL reads as that type
     */
    public record Column<T>(String name, String type, Function<T, @Nullable Object> value) {}

    private final List<Column<T>> columns;
    private final String names;
    private final String relation;

    public Rows(List<Column<T>> columns) {
        this.columns = List.copyOf(columns);
        this.names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        this.relation = columns.stream()
                .map(column -> "?::" + column.type() + "[]")
                .collect(Collectors.joining(", ", "unnest(", ") with ordinality as r(" + names + ", ordinal)"));
    }

    /**
     * Prepares a statement whose only parameters are the rows.
     *
     * @param sql with <code>{rows}</code> in place of the relation, once, and <code>{columns}</code> for all its names
     */
    public PreparedStatement prepare(Connection connection, String sql, List<T> rows) throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(sql.replace("{columns}", names).replace("{rows}", relation));
        try {
            for (int i = 0; i < columns.size(); i++) {
                Column<T> column = columns.get(i);
                @Nullable Object[] values = new Object[rows.size()];
                for (int row = 0; row < values.length; row++) {
                    Object value = column.value().apply(rows.get(row));
                    values[row] = value == null ? null : value.toString();
                }
                Array array = connection.createArrayOf(column.type(), values);
                statement.setArray(i + 1, array);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** Runs such a statement; the number of rows it touched. */
    public int run(Connection connection, String sql, List<T> rows) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, rows)) {
            return statement.executeUpdate();
        }
    }

    /** Runs such a statement that returns ordinals; the rows they stand for. */
    public List<T> runReturningOrdinals(Connection connection, String sql, List<T> rows) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, rows);
                var returned = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (returned.next()) {
                found.add(rows.get(returned.getInt(1) - 1));
            }
            return found;
        }
    }
}

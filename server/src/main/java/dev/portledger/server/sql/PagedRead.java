package dev.portledger.server.sql;

import dev.portledger.server.page.Cursor;
import dev.portledger.server.page.PageLimit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads lists page by page.
 *
 * @param binding what a cursor is bound to: the list, its filters and order
 */
public record PagedRead(RowOrder order, PageLimit limit, Optional<Cursor> cursor, String binding) {

    /** @throws dev.portledger.server.error.ProblemException CURSOR_INVALID */
    public static PagedRead of(RowOrder order, PageLimit limit, Optional<String> cursor, String binding) {
        return new PagedRead(order, limit, Cursor.parse(cursor, binding, order.keyLength()), binding);
    }

    /** A page, and the cursor of the next one; empty on the last. */
    public record Page<T>(List<T> rows, Optional<String> next) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * What reads the page, and one row more to know whether there is a next one.
     *
     * @param columns what to select
     * @param fromWhere from where, with at least one condition
     */
    public Sql query(Sql columns, Sql fromWhere) {
        Sql query = Sql.of("select ").add(columns).add(order.keyColumns()).add(fromWhere);
        cursor.ifPresent(at -> query.add(" and ").add(order.after(at.key())));
        return query.add(order.orderBy()).add(" limit ?", limit.rows() + 1);
    }

    /** Runs {@link #query}. */
    public <T> Page<T> read(Connection connection, Sql columns, Sql fromWhere, RowReader<T> reader)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        Cursor last = new Cursor(List.of());
        try (var statement = query(columns, fromWhere).prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                if (rows.size() == limit.rows()) {
                    return new Page<>(rows, Optional.of(last.text(binding)));
                }
                rows.add(reader.read(row));
                last = new Cursor(order.key(row));
            }
        } catch (SQLException e) {
            // the only values that nobody has checked before are those of the cursor
            String state = e.getSQLState();
            if (cursor.isPresent() && state != null && state.startsWith("22")) {
                throw Cursor.invalid();
            }
            throw e;
        }
        return new Page<>(rows, Optional.empty());
    }
}

package dev.portledger.server.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An order of rows by which they can be read page by page: its last parts are a key of the table, so that no two rows are equal
 * in it.
 */
public record RowOrder(List<Part> parts, boolean descending) {

    /**
     * @param expression SQL that is never null
     * @param type the type to read its text back as
     */
    public record Part(String expression, String type) {}

    public RowOrder {
        parts = List.copyOf(parts);
    }

    /** Number of values in the key of a row. */
    public int keyLength() {
        return parts.size();
    }

    /** The key of a row as columns of their own: to make one text of them would cost more than the order. */
    Sql keyColumns() {
        Sql columns = new Sql();
        for (int i = 0; i < parts.size(); i++) {
            columns.add(", " + parts.get(i).expression + " as " + keyColumn(i));
        }
        return columns;
    }

    /** The key of the row that has the columns. */
    List<String> key(ResultSet row) throws SQLException {
        List<String> key = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            key.add(row.getString(keyColumn(i)));
        }
        return key;
    }

    private static String keyColumn(int part) {
        return "sort_key_" + part;
    }

    /** The condition that a row comes after the one with this key. */
    public Sql after(List<String> key) {
        String row = parts.stream().map(Part::expression).collect(Collectors.joining(", ", "(", ")"));
        String given = parts.stream().map(part -> "?::" + part.type).collect(Collectors.joining(", ", "(", ")"));
        return Sql.of(row + (descending ? " < " : " > ") + given, key.toArray());
    }

    public String orderBy() {
        String direction = descending ? " desc" : "";
        return parts.stream()
                .map(part -> part.expression + direction)
                .collect(Collectors.joining(", ", " order by ", ""));
    }
}

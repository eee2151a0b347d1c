package dev.portledger.server.sql;

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

    /** The key of a row as a column of texts named {@code sort_key}. */
    public String keyColumn() {
        return parts.stream()
                .map(part -> part.expression + "::text")
                .collect(Collectors.joining(", ", "array[", "] as sort_key"));
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

package dev.portledger.server.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A statement put together from parts, each with the arguments of its question marks. What callers say goes in as an argument
 * and never as text.
 */
public final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();

    public static Sql of(String text, Object... arguments) {
        return new Sql().add(text, arguments);
    }

    /**
     * @param arguments String, Integer, Long, Boolean, UUID, Instant, byte[], or a list of one of String, Integer and UUID, which
     *     becomes an array
     */
    public Sql add(String part, Object... arguments) {
        text.append(part);
        this.arguments.addAll(List.of(arguments));
        return this;
    }

    public Sql add(Sql part) {
        text.append(part.text);
        arguments.addAll(part.arguments);
        return this;
    }

    /** Puts the parts together with a text between them; {@code ifNone} when there are none. */
    public static Sql join(List<Sql> parts, String between, String ifNone) {
        Sql joined = new Sql();
        if (parts.isEmpty()) {
            return joined.add(ifNone);
        }
        for (int i = 0; i < parts.size(); i++) {
            joined.add(i == 0 ? "" : between).add(parts.get(i));
        }
        return joined;
    }

    /** The statement, ready to run; the caller closes it. */
    public PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            for (int i = 0; i < arguments.size(); i++) {
                bind(statement, i + 1, arguments.get(i));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, int place, Object argument) throws SQLException {
        switch (argument) {
            case Instant instant -> statement.setObject(place, instant.atOffset(ZoneOffset.UTC));
            // of what, only the statement knows
            case List<?> none when none.isEmpty() -> statement.setObject(place, "{}", Types.OTHER);
            case List<?> list ->
                statement.setArray(
                        place, statement.getConnection().createArrayOf(elementType(list.getFirst()), list.toArray()));
            default -> statement.setObject(place, argument);
        }
    }

    private static String elementType(Object element) {
        return switch (element) {
            case UUID _ -> "uuid";
            case Integer _ -> "int4";
            default -> "text";
        };
    }

    @Override
    public String toString() {
        return text + " " + arguments;
    }
}

package dev.portledger.server.page;

import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Values of filters as callers write them. */
public final class FilterValues {

    private static final int MAX_LENGTH = 500;

    private FilterValues() {}

    /** @throws ProblemException QUERY_INVALID if one is empty or too long */
    public static List<String> texts(String field, List<String> values) {
        for (String value : values) {
            if (value.isEmpty() || value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
                throw new ProblemException(
                        ErrorCode.QUERY_INVALID, field + " has 1 to " + MAX_LENGTH + " characters", field);
            }
        }
        return List.copyOf(values);
    }

    /** @throws ProblemException QUERY_INVALID if one is no name of the type */
    public static <E extends Enum<E>> List<E> oneOf(String field, Class<E> type, List<String> values) {
        return values.stream().map(value -> oneOf(field, type, value)).toList();
    }

    /** @throws ProblemException QUERY_INVALID if it is no name of the type */
    public static <E extends Enum<E>> E oneOf(String field, Class<E> type, String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.QUERY_INVALID,
                        field + " is one of " + Arrays.toString(type.getEnumConstants()) + ", not " + value,
                        field));
    }
}

package dev.portledger.server.sql;

import java.util.Locale;
import java.util.Optional;

/** Patterns for LIKE in which what the caller said stands for itself. */
public final class LikePattern {

    private static final int SHORTEST_OF_ID = 8;

    private LikePattern() {}

    /** Matches lower-case text that contains the given one, in whatever case that is. */
    public static String containing(String text) {
        return "%" + itself(text) + "%";
    }

    /** Matches lower-case text that begins with the given one, in whatever case that is. */
    public static String beginning(String text) {
        return itself(text) + "%";
    }

    /**
     * Matches lower-case ids that the text is, or is the beginning of; empty if it has less than 8 characters. Ids are random
     * hexadecimal digits: a shorter text, or one in the middle, would be in some of them by chance.
     */
    public static Optional<String> beginningOfId(String text) {
        return text.length() < SHORTEST_OF_ID ? Optional.empty() : Optional.of(beginning(text));
    }

    private static String itself(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_");
    }
}

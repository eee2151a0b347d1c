package dev.portledger.server.sql;

import java.util.Locale;

/** Patterns for LIKE in which what the caller said stands for itself. */
public final class LikePattern {

    private LikePattern() {}

    /** Matches lower-case text that contains the given one, in whatever case that is. */
    public static String containing(String text) {
        String escaped = text.toLowerCase(Locale.ROOT)
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_");
        return "%" + escaped + "%";
    }
}

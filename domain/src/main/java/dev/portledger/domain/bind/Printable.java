package dev.portledger.domain.bind;

import java.util.stream.Collectors;

/** Text with names from the host in it: a process may call itself whatever it likes, also escape sequences of terminals. */
public final class Printable {

    private Printable() {}

    /** The text, invisible characters written as {@code \x1b}. */
    public static String of(String text) {
        return text.codePoints()
                .mapToObj(c -> isInvisible(c) ? "\\x" + Integer.toHexString(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    /** Whether a terminal shows nothing for it, or does something else. */
    static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}

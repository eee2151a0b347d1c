package dev.portledger.server.stop;

import java.util.regex.Pattern;

/** Arguments as they are typed into a POSIX shell (sh(1p), "Quoting"), for commands that are shown and copied. */
final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWord() {}

    /** The word, in single quotes unless every character of it stands for itself. */
    static String of(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}

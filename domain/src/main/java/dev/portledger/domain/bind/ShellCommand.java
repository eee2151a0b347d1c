package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command that an operator would type. What comes from the host (unit names, ids) is one argument each, behind {@code --}
 * where it could be taken for an option.
 *
 * @param arguments the program and its arguments
 */
public record ShellCommand(List<String> arguments) {

    private static final String HARMLESS = "-_./:@=,+%";

    public ShellCommand {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command has a program");
        }
    }

    static ShellCommand of(String... arguments) {
        return new ShellCommand(List.of(arguments));
    }

    /** As bash reads it: quoted where needed, control and invisible characters escaped so that a terminal shows them. */
    @JsonIgnore
    public String text() {
        return arguments.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        if (argument.codePoints().anyMatch(Printable::isInvisible)) {
            return argument.codePoints().mapToObj(ShellCommand::escaped).collect(Collectors.joining("", "$'", "'"));
        }
        boolean harmless = !argument.isEmpty() && argument.codePoints().allMatch(ShellCommand::isHarmless);
        return harmless ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static boolean isHarmless(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || HARMLESS.indexOf(c) >= 0);
    }

    private static String escaped(int c) {
        if (c == '\'' || c == '\\') {
            return "\\" + (char) c;
        }
        return Printable.isInvisible(c) ? "\\U" + HexFormat.of().toHexDigits(c, 8) : Character.toString(c);
    }
}

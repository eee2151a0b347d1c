package dev.portledger.agent.holder;

import dev.portledger.domain.frame.FrameLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of command lines before anybody sees them. It goes by names and forms, so a secret in a form that is
 * not listed here stays; where it is in doubt it hides too much rather than too little.
 */
final class Redaction {

    static final String HIDDEN = "***";

    private static final String SECRET_WORD =
            "(?:passw(?:or)?d|passphrase|passcode|(?<!com|by|sur)pass|pwd|secret|token|credentials?"
                    + "|(?:api|access|private|secret|signing|encryption|auth|account|master|session|shared|license)[-_.]?key"
                    + "|masterauth|bearer)";
    /** A name that says its value is a secret; {@code --password-file} is none, its value is a path. */
    private static final String SECRET_NAME = "[\\w.-]*" + SECRET_WORD + "(?:s|[-_.]?(?:hash|value|text|base64|\\d+))?";

    private static final Pattern NAME = Pattern.compile("-{0,2}" + SECRET_NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(-{0,2}" + SECRET_NAME + "\\+?=).+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern INNER_ASSIGNMENT = Pattern.compile(
            "(?<![\\w.-])(" + SECRET_NAME + "[\"']?\\s{0,3}[=:]\\s{0,3})(\"[^\"]*\"?|'[^']*'?|[^\\s&;,\"'})]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern USERINFO = Pattern.compile("(://[^\\s:/?#@]*:)\\S*@");
    private static final Pattern HTTP_TOKEN = Pattern.compile("(https?://)[^\\s/@:?#]+@", Pattern.CASE_INSENSITIVE);
    private static final Pattern ORACLE = Pattern.compile("(jdbc:oracle:\\w+:[^/@\\s]+/)[^@\\s]+@");
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "((?:proxy-)?authorization\\s{0,3}[:=]\\s{0,3}).+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("\\b(bearer|basic)\\s+\\S+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASS_SOURCE = Pattern.compile("pass:.+", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"?|'[^']*'?)+");
    private static final Pattern PORT = Pattern.compile("[\\d:.,/-]+");

    private static final Pattern SHORT_PASSWORD = Pattern.compile("-p(.+)", Pattern.DOTALL);
    /** Options that begin like {@code -p} with a password attached, but are none. */
    private static final Set<String> WORDS_WITH_P = Set.of(
            "parallel",
            "parent",
            "passin",
            "passout",
            "path",
            "peer",
            "pid",
            "pidfile",
            "pid-file",
            "pipe",
            "plugin",
            "policy",
            "pool",
            "port",
            "ports",
            "prefix",
            "print",
            "priority",
            "profile",
            "project",
            "properties",
            "proto",
            "protocol",
            "proxy",
            "publish");
    /** Options that are followed by user and password, {@code name:secret}. */
    private static final Set<String> USER_OPTIONS = Set.of("-u", "-U", "--user", "--proxy-user");
    /** Options whose next argument is a secret for these programs only. */
    private static final Map<String, Set<String>> SECRET_OPTIONS = Map.of(
            "sshpass", Set.of("-p"),
            "redis-cli", Set.of("-a"),
            "mongo", Set.of("-p"),
            "mongosh", Set.of("-p"),
            "mongodump", Set.of("-p"),
            "ldapsearch", Set.of("-w"),
            "ldapmodify", Set.of("-w"),
            "ipmitool", Set.of("-P"));

    private static final Set<String> DIGITS_ARE_PASSWORDS =
            Set.of("mysql", "mysqldump", "mysqladmin", "mysqld", "mariadb", "mariadb-dump", "mariadb-admin", "sshpass");

    private final String program;
    private boolean nextIsSecret;
    private boolean nextIsUser;

    private Redaction(String program) {
        this.program = program;
    }

    /**
     * One line of the arguments, without their secrets, cut to {@link FrameLimits#MAX_CMDLINE_CHARS}.
     *
     * @param arguments as given to execve(2), the program first
     */
    static String redact(List<String> arguments) {
        if (arguments.isEmpty()) {
            return "";
        }
        String first = arguments.getFirst();
        Redaction redaction = new Redaction(program(first));
        List<String> shown = new ArrayList<>();
        for (String argument : arguments) {
            shown.add(redaction.argument(argument));
        }
        return cut(String.join(" ", shown));
    }

    private static String program(String path) {
        String first = path.strip().split("\\s", 2)[0];
        return first.substring(first.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    private String argument(String argument) {
        if (nextIsSecret && argument.equalsIgnoreCase("bearer")) {
            return argument; // "Authorization:" "Bearer" "secret"
        }
        if (nextIsSecret && !argument.startsWith("-")) {
            nextIsSecret = false;
            return HIDDEN;
        }
        nextIsSecret = false;
        if (nextIsUser) {
            nextIsUser = false;
            int colon = argument.indexOf(':');
            return colon < 0 ? argument : argument.substring(0, colon + 1) + HIDDEN;
        }
        Matcher assignment = ASSIGNMENT.matcher(argument);
        if (assignment.matches()) {
            return assignment.group(1) + HIDDEN;
        }
        return argument.chars().anyMatch(Character::isWhitespace) ? words(argument) : word(argument);
    }

    /** An argument that is itself a command line, or a title the process has written over its arguments. */
    private String words(String argument) {
        String visible = forms(argument);
        Redaction inner = new Redaction(program(visible));
        return WORD.matcher(visible).replaceAll(match -> Matcher.quoteReplacement(inner.innerWord(match.group())));
    }

    private String innerWord(String word) {
        if (nextIsSecret || nextIsUser || word.chars().noneMatch(Character::isWhitespace)) {
            return argument(word);
        }
        char quote = word.charAt(0);
        return (quote == '"' || quote == '\'') && word.indexOf(quote, 1) == word.length() - 1
                ? quote + words(word.substring(1, word.length() - 1)) + quote
                : forms(word);
    }

    private String word(String argument) {
        nextIsUser = USER_OPTIONS.contains(argument);
        nextIsSecret = (NAME.matcher(argument).matches() && argument.startsWith("-"))
                || SECRET_OPTIONS.getOrDefault(program, Set.of()).contains(argument)
                || argument.equalsIgnoreCase("authorization:")
                || argument.equalsIgnoreCase("bearer");
        Matcher password = SHORT_PASSWORD.matcher(argument);
        if (!nextIsSecret && password.matches() && hidesPassword(password.group(1))) {
            return "-p" + HIDDEN;
        }
        return PASS_SOURCE.matcher(argument).matches() ? "pass:" + HIDDEN : forms(argument);
    }

    private boolean hidesPassword(String attached) {
        if (PORT.matcher(attached).matches()) {
            return DIGITS_ARE_PASSWORDS.contains(program);
        }
        return !WORDS_WITH_P.contains("p" + attached.split("=", 2)[0]);
    }

    /** Secrets inside of a value: URLs, JDBC strings, JSON, headers. */
    private static String forms(String value) {
        String visible = ORACLE.matcher(value).replaceAll("$1" + HIDDEN + "@");
        visible = USERINFO.matcher(visible).replaceAll("$1" + HIDDEN + "@");
        visible = HTTP_TOKEN.matcher(visible).replaceAll("$1" + HIDDEN + "@");
        visible = AUTHORIZATION.matcher(visible).replaceAll("$1" + HIDDEN);
        visible = SCHEME.matcher(visible).replaceAll("$1 " + HIDDEN);
        return INNER_ASSIGNMENT.matcher(visible).replaceAll("$1" + HIDDEN);
    }

    private static String cut(String line) {
        int length = FrameLimits.MAX_CMDLINE_CHARS;
        if (line.length() <= length) {
            return line;
        }
        return line.substring(0, Character.isHighSurrogate(line.charAt(length - 1)) ? length - 1 : length);
    }
}

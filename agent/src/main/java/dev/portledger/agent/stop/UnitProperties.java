package dev.portledger.agent.stop;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code systemctl show} prints of one unit: lines {@code Key=value}; units are separated by an empty line. A key that comes
 * again, as {@code Listen=} does, has a line for each value.
 */
record UnitProperties(Map<String, String> values) {

    /** {@code 1min 30s}, {@code 100ms}: format_timespan in systemd's time-util.c. */
    private static final Pattern SPAN = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(y|month|w|d|h|min|ms|us|s)");

    private static final Pattern LISTEN = Pattern.compile("(.+) \\((Stream|Datagram)\\)");

    static List<UnitProperties> parse(String output) {
        return Arrays.stream(output.split("\\R{2,}"))
                .map(block -> {
                    Map<String, String> values = new LinkedHashMap<>();
                    block.lines()
                            .filter(line -> line.indexOf('=') > 0)
                            .forEach(line -> values.merge(
                                    line.substring(0, line.indexOf('=')),
                                    line.substring(line.indexOf('=') + 1),
                                    (one, next) -> one + "\n" + next));
                    return new UnitProperties(values);
                })
                .toList();
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key)).filter(Predicate.not(String::isBlank));
    }

    /** The units that a property lists. */
    List<String> units(String key) {
        return value(key).stream()
                .flatMap(names -> Arrays.stream(names.split(" +")))
                .filter(UnitNames::isName)
                .toList();
    }

    /** What a socket unit listens on, without files. */
    List<String> listens() {
        return value("Listen").stream()
                .flatMap(String::lines)
                .map(LISTEN::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(text -> text.contains(":") && !text.startsWith("/") && !text.startsWith("@"))
                .toList();
    }

    /** Empty for infinity, and for what cannot be understood. */
    Optional<Duration> span(String key) {
        Optional<String> text = value(key);
        if (text.isEmpty() || text.get().equals("0")) {
            return text.map(zero -> Duration.ZERO);
        }
        Matcher parts = SPAN.matcher(text.get());
        double seconds = 0;
        boolean any = false;
        while (parts.find()) {
            any = true;
            seconds += Double.parseDouble(parts.group(1)) * secondsOf(parts.group(2));
        }
        return any ? Optional.of(Duration.ofMillis(Math.round(seconds * 1000))) : Optional.empty();
    }

    private static double secondsOf(String unit) {
        return switch (unit) {
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "min" -> 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            case "w" -> 604_800;
            case "month" -> 2_629_800;
            default -> 31_557_600; // y
        };
    }
}

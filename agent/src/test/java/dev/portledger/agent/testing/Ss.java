package dev.portledger.agent.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ss(8) says. */
public final class Ss {

    private static final Pattern USER = Pattern.compile("\\(\"([^\"]*)\",pid=(\\d+),fd=(\\d+)\\)");

    private Ss() {}

    /** One socket: {@code tcp 127.0.0.1:80 [(nginx,12,6), (nginx,13,6)]}. */
    public record Row(String text, List<Long> pids) {}

    /** {@code ss -lntupH}. */
    public static List<Row> listeners() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : lines("-lntupH")) {
            String[] fields = line.trim().split("\\s+", 7);
            TreeSet<String> users = new TreeSet<>();
            List<Long> pids = new ArrayList<>();
            Matcher matcher = USER.matcher(fields.length < 7 ? "" : fields[6]);
            while (matcher.find()) {
                users.add("(" + matcher.group(1) + "," + matcher.group(2) + "," + matcher.group(3) + ")");
                pids.add(Long.valueOf(matcher.group(2)));
            }
            rows.add(new Row(fields[0] + " " + fields[4] + " " + users, pids));
        }
        return rows;
    }

    /** The lines of {@code ss} with these arguments. */
    public static List<String> lines(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ss"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}

package dev.portledger.agent.stop;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A rule that the host's administrator has written and named. */
sealed interface ConfiguredRule {

    /** Stable: {@code protected.port:web}. It is in outcomes, plans and the audit log. */
    String code();

    /** What it protects, in a few words. */
    String text();

    /** What of it is protected; empty when nothing is. */
    Optional<String> protectedOf(Touched touched);

    /** By the names of units, user units too. */
    record Units(String name, List<Glob> units) implements ConfiguredRule {
        public Units {
            units = List.copyOf(units);
        }

        @Override
        public String code() {
            return "protected.unit:" + name;
        }

        @Override
        public String text() {
            return "units " + Glob.texts(units);
        }

        @Override
        public Optional<String> protectedOf(Touched touched) {
            return first(touched.units().stream().filter(unit -> Glob.any(units, unit)));
        }
    }

    /** By name or uid of the user that a process runs as. */
    record Users(String name, List<String> users) implements ConfiguredRule {
        public Users {
            users = List.copyOf(users);
        }

        @Override
        public String code() {
            return "protected.user:" + name;
        }

        @Override
        public String text() {
            return "users " + String.join(", ", users);
        }

        @Override
        public Optional<String> protectedOf(Touched touched) {
            return first(touched.users().stream()
                    .filter(user -> users.contains(Long.toString(user.uid()))
                            || user.name().filter(users::contains).isPresent())
                    .map(user -> "user " + user.name().orElseGet(() -> Long.toString(user.uid()))));
        }
    }

    /** By the ports that would no longer be listened on. */
    record Ports(String name, List<PortSpan> ports) implements ConfiguredRule {
        public Ports {
            ports = List.copyOf(ports);
        }

        @Override
        public String code() {
            return "protected.port:" + name;
        }

        @Override
        public String text() {
            return "ports " + ports.stream().map(PortSpan::text).collect(Collectors.joining(", "));
        }

        @Override
        public Optional<String> protectedOf(Touched touched) {
            return first(touched.ports().stream()
                    .filter(port -> ports.stream().anyMatch(span -> span.holds(port)))
                    .map(port -> "port " + port.text()));
        }
    }

    /** By the file of the program. */
    record Executables(String name, List<Glob> files) implements ConfiguredRule {
        public Executables {
            files = List.copyOf(files);
        }

        @Override
        public String code() {
            return "protected.executable:" + name;
        }

        @Override
        public String text() {
            return "executables " + Glob.texts(files);
        }

        @Override
        public Optional<String> protectedOf(Touched touched) {
            return first(touched.executables().stream().filter(file -> Glob.any(files, file)));
        }
    }

    private static Optional<String> first(Stream<String> found) {
        return found.sorted().findFirst();
    }

    /** {@code *} stands for any characters, {@code ?} for one. */
    record Glob(String text, Pattern pattern) {

        static Glob of(String text) {
            StringBuilder regex = new StringBuilder();
            for (int at = 0; at < text.length(); at++) {
                char each = text.charAt(at);
                regex.append(each == '*' ? ".*" : each == '?' ? "." : Pattern.quote(String.valueOf(each)));
            }
            return new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
        }

        static boolean any(List<Glob> globs, String value) {
            return globs.stream().anyMatch(glob -> glob.pattern().matcher(value).matches());
        }

        static String texts(List<Glob> globs) {
            return globs.stream().map(Glob::text).collect(Collectors.joining(", "));
        }
    }
}

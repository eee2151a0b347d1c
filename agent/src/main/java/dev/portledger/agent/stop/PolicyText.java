package dev.portledger.agent.stop;

import dev.portledger.agent.stop.ConfiguredRule.Glob;
import dev.portledger.domain.frame.FrameLimits;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The keys {@code portledger.policy.…} of a properties file. One that is not known, is there twice, or has a value that cannot be
 * understood makes all of it malformed: a rule that was meant to protect something must not be passed over.
 */
final class PolicyText {

    static final String PREFIX = "portledger.policy.";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9:_.\\\\@*?-]{1,255}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.@$-]{1,255}");
    private static final int ROOM_FOR_BUILT_IN = 16;

    private PolicyText() {}

    private static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String why) {
            super(why);
        }
    }

    static LocalPolicy parse(String text) {
        try {
            boolean observeOnly = false;
            List<ConfiguredRule> rules = new ArrayList<>();
            for (Map.Entry<String, String> entry : keys(text).entrySet()) {
                String[] key = entry.getKey().substring(PREFIX.length()).split("\\.", 2);
                if (key[0].equals("observe-only") && key.length == 1) {
                    observeOnly = truth(entry.getKey(), entry.getValue());
                } else {
                    rules.add(rule(entry.getKey(), key, entry.getValue()));
                }
            }
            if (rules.size() > FrameLimits.MAX_POLICY_RULES - ROOM_FOR_BUILT_IN) {
                throw new NotUnderstood("there are more than " + (FrameLimits.MAX_POLICY_RULES - ROOM_FOR_BUILT_IN)
                        + " rules; put several values into one");
            }
            return new LocalPolicy.Rules(observeOnly, rules);
        } catch (NotUnderstood e) {
            return new LocalPolicy.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> keys(String text) throws NotUnderstood {
        Map<String, String> keys = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        Properties all = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (key instanceof String name
                        && name.startsWith(PREFIX)
                        && keys.put(name, String.valueOf(value).strip()) != null) {
                    twice.add(name);
                }
                return value;
            }
        };
        try {
            all.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new NotUnderstood("the file cannot be understood: " + e.getMessage());
        }
        if (!twice.isEmpty()) {
            throw new NotUnderstood(twice.getFirst() + " is there twice");
        }
        return keys;
    }

    private static boolean truth(String key, String value) throws NotUnderstood {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new NotUnderstood(key + " is true or false, and not " + shown(value));
        };
    }

    private static ConfiguredRule rule(String key, String[] parts, String value) throws NotUnderstood {
        if (parts.length != 2 || !NAME.matcher(parts[1]).matches()) {
            throw new NotUnderstood(key + " is no key of a policy: observe-only, or units, users, ports or executables"
                    + " with a name of small letters, digits and hyphens");
        }
        List<String> values =
                Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        return switch (parts[0]) {
            case "units" ->
                new ConfiguredRule.Units(
                        parts[1],
                        each(key, values, "the name of a unit", UNIT).stream()
                                .map(Glob::of)
                                .toList());
            case "users" -> new ConfiguredRule.Users(parts[1], each(key, values, "a user's name or number", USER));
            case "ports" -> new ConfiguredRule.Ports(parts[1], ports(key, values));
            case "executables" ->
                new ConfiguredRule.Executables(
                        parts[1],
                        each(key, values, "the path of a program", Pattern.compile("/[^\\p{Cntrl}]{1,1000}")).stream()
                                .map(Glob::of)
                                .toList());
            default -> throw new NotUnderstood(key + " is none of observe-only, units, users, ports and executables");
        };
    }

    private static List<String> each(String key, List<String> values, String what, Pattern form) throws NotUnderstood {
        for (String value : values) {
            if (!form.matcher(value).matches()) {
                throw new NotUnderstood(key + ": " + shown(value) + " is not " + what);
            }
        }
        return values;
    }

    private static List<PortSpan> ports(String key, List<String> values) throws NotUnderstood {
        Function<String, NotUnderstood> wrong = value ->
                new NotUnderstood(key + ": " + shown(value) + " is not a port such as 443, 8000-8010 or udp/53");
        List<PortSpan> ports = new ArrayList<>();
        for (String value : values) {
            ports.add(PortSpan.parse(value).orElseThrow(() -> wrong.apply(value)));
        }
        return ports;
    }

    private static String shown(String value) {
        String cut = value.substring(0, Math.min(value.length(), 60)).replaceAll("\\p{Cntrl}", "?");
        return "'" + cut + "'";
    }
}

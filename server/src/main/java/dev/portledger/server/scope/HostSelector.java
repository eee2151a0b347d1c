package dev.portledger.server.scope;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which hosts, by their labels: a host is meant if it has all of these. Without any, every host is.
 *
 * @param labels name and value, {@code env} and {@code prod}
 */
public record HostSelector(Map<String, String> labels) {

    /** Every host. */
    public static final HostSelector EVERY_HOST = new HostSelector(Map.of());

    /** Of a name. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?");

    /** Of a value. */
    public static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    /** A host has at most so many labels, and a selector too. */
    public static final int MOST = 20;

    public HostSelector {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    public boolean everyHost() {
        return labels.isEmpty();
    }

    /** Whether a host with these labels is meant. */
    public boolean matches(Map<String, String> ofHost) {
        return ofHost.entrySet().containsAll(labels.entrySet());
    }

    /** Whether it means no host that the other one doesn't mean. */
    public boolean isWithin(HostSelector other) {
        return other.matches(labels);
    }

    /** The hosts that both mean; empty where no host can have the labels of both. */
    public Optional<HostSelector> and(HostSelector other) {
        boolean differ = labels.entrySet().stream()
                .anyMatch(label -> other.labels.containsKey(label.getKey())
                        && !label.getValue().equals(other.labels.get(label.getKey())));
        if (differ) {
            return Optional.empty();
        }
        var all = new TreeMap<>(labels);
        all.putAll(other.labels);
        return Optional.of(new HostSelector(all));
    }

    /** {@code env=prod,team=web}, or {@code every host}. */
    public String text() {
        return everyHost()
                ? "every host"
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }
}

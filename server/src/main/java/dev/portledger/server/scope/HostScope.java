package dev.portledger.server.scope;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The hosts that somebody may see, or act on. */
public sealed interface HostScope {

    /** All of them, those without labels too. */
    record Everything() implements HostScope {}

    /** Those that one of the selectors means; there is at least one, and none means every host. */
    record Labelled(List<HostSelector> selectors) implements HostScope {
        public Labelled {
            selectors = List.copyOf(selectors);
        }
    }

    /** None. */
    record Nothing() implements HostScope {}

    /** The hosts that one of the selectors means. */
    static HostScope of(List<HostSelector> selectors) {
        if (selectors.isEmpty()) {
            return new Nothing();
        }
        return selectors.stream().anyMatch(HostSelector::everyHost)
                ? new Everything()
                : new Labelled(selectors.stream().distinct().toList());
    }

    /** Whether a host with these labels is among them. */
    default boolean contains(Map<String, String> labels) {
        return switch (this) {
            case Everything _ -> true;
            case Nothing _ -> false;
            case Labelled(var selectors) -> selectors.stream().anyMatch(selector -> selector.matches(labels));
        };
    }

    /** Whether every host that the selector means is among them, whatever its other labels are. */
    default boolean covers(HostSelector selector) {
        return switch (this) {
            case Everything _ -> true;
            case Nothing _ -> false;
            case Labelled(var selectors) -> selectors.stream().anyMatch(selector::isWithin);
        };
    }

    /** For people: {@code env=prod or env=test}. */
    default String text() {
        return switch (this) {
            case Everything _ -> "every host";
            case Nothing _ -> "no host";
            case Labelled(var selectors) ->
                selectors.stream().map(HostSelector::text).collect(Collectors.joining(" or "));
        };
    }
}

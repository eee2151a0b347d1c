package dev.portledger.server.oidc;

import dev.portledger.server.access.Grant;
import dev.portledger.server.access.GrantWish;
import dev.portledger.server.error.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the values of a claim give, as configured. */
@ApplicationScoped
class ClaimedGrants {

    private final Map<String, List<Grant>> byValue = new HashMap<>();

    /** @throws IllegalArgumentException that names the key, for a configuration that cannot be read */
    ClaimedGrants(OidcConfig config) {
        config.grants().forEach((value, text) -> byValue.put(value, parse(value, text)));
    }

    /** What those of the values give that are configured. */
    List<Grant> of(Collection<String> values) {
        return values.stream()
                .flatMap(value -> byValue.getOrDefault(value, List.of()).stream())
                .distinct()
                .toList();
    }

    private static List<Grant> parse(String value, String text) {
        try {
            return Arrays.stream(text.split(";", -1))
                    .map(String::strip)
                    .map(ClaimedGrants::parseOne)
                    .toList();
        } catch (ProblemException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "portledger.oidc.grants.\"" + value + "\" is written as: operator env=prod,team=web; viewer — "
                            + e.getMessage(),
                    e);
        }
    }

    private static Grant parseOne(String text) {
        String[] parts = text.split("\\s+", 2);
        Map<String, String> on = new HashMap<>();
        if (parts.length == 2) {
            for (String label : parts[1].split(",", -1)) {
                String[] pair = label.strip().split("=", 2);
                if (pair.length != 2 || on.put(pair[0], pair[1]) != null) {
                    throw new IllegalArgumentException("not a label: " + label);
                }
            }
        }
        return new GrantWish(Optional.of(parts[0]), Optional.of(on)).grant();
    }
}

package dev.portledger.server.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The hosts of which a browser is told. */
sealed interface Sight {

    /** All, also those that come later. */
    record Everything() implements Sight {}

    /** These. One that is not known yet is not among them. */
    record Only(Set<UUID> hosts) implements Sight {
        public Only {
            hosts = Set.copyOf(hosts);
        }
    }

    /** Whether all of these are seen; of what is about no host in particular, whoever sees every host is told. */
    default boolean includesAll(Set<UUID> about) {
        return switch (this) {
            case Everything _ -> true;
            case Only(var hosts) -> !about.isEmpty() && hosts.containsAll(about);
        };
    }

    /** Those of the news that are about hosts in sight. */
    default <T> Map<UUID, T> among(Map<UUID, T> news) {
        return switch (this) {
            case Everything _ -> news;
            case Only(var hosts) -> {
                Map<UUID, T> seen = new HashMap<>(news);
                seen.keySet().retainAll(hosts);
                yield seen;
            }
        };
    }
}

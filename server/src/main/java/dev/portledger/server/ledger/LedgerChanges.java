package dev.portledger.server.ledger;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a committed transaction has changed; fired as a CDI event after the commit, on the committing thread. Observers return
 * at once and never throw.
 *
 * @param hosts per host what changed there
 */
public record LedgerChanges(Map<UUID, HostChanges> hosts) {

    public LedgerChanges {
        hosts = Map.copyOf(hosts);
    }

    /** What there is to ask for again. */
    public enum Topic {
        /** Holdings began, ended, or have other holders. */
        LISTENERS,
        /** TIME_WAIT and closing connections. */
        CONNECTIONS,
        /** Binds have failed, or what became of failed binds has changed. */
        CONFLICTS,
        /** Connected or not, coverage, and what the agent says of itself. */
        HOST
    }

    /**
     * @param ports ports whose listeners, connections or failed binds changed; empty where only {@link Topic#HOST} did
     * @param topics what changed
     */
    public record HostChanges(Set<Integer> ports, Set<Topic> topics) {
        public HostChanges {
            ports = Set.copyOf(ports);
            topics = Set.copyOf(topics);
        }
    }
}

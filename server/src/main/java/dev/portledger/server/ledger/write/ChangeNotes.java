package dev.portledger.server.ledger.write;

import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Collects what a transaction changes. */
final class ChangeNotes {

    private record Note(Set<Integer> ports, Set<Topic> topics) {}

    private final Map<UUID, Note> notes = new HashMap<>();

    void changed(UUID hostId, Topic topic) {
        note(hostId).topics().add(topic);
    }

    void changed(UUID hostId, int port, Topic topic) {
        note(hostId).ports().add(port);
        changed(hostId, topic);
    }

    private Note note(UUID hostId) {
        return notes.computeIfAbsent(hostId, _ -> new Note(new HashSet<>(), EnumSet.noneOf(Topic.class)));
    }

    LedgerChanges changes() {
        Map<UUID, HostChanges> hosts = new HashMap<>();
        notes.forEach((hostId, note) -> hosts.put(hostId, new HostChanges(note.ports(), note.topics())));
        return new LedgerChanges(hosts);
    }
}

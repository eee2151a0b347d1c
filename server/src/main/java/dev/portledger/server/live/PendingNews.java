package dev.portledger.server.live;

import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What a browser has not been told yet. Saying twice that a port has changed says no more than saying it once, so the same is kept
 * once; what does not fit all the same becomes one resync. Its size has a limit, however slow the browser is. Not thread-safe.
 */
final class PendingNews {

    static final int MAX_HOSTS = 200;
    static final int MAX_PORTS = 50;
    static final int MAX_STOPS = 100;

    private final Map<UUID, OfHost> hosts = new LinkedHashMap<>();
    private final Set<UUID> stops = new LinkedHashSet<>();
    private boolean audit;
    private boolean heartbeat;
    private boolean overflown;

    private static final class OfHost {
        private final TreeSet<Integer> ports = new TreeSet<>();
        private final EnumSet<Topic> topics = EnumSet.noneOf(Topic.class);
        private boolean more;

        void add(HostChanges changes) {
            topics.addAll(changes.topics());
            for (int port : changes.ports()) {
                if (ports.size() < MAX_PORTS || ports.contains(port)) {
                    ports.add(port);
                } else {
                    more = true;
                }
            }
        }

        LiveFrame.Host frame(UUID hostId) {
            return new LiveFrame.Host(
                    hostId,
                    List.copyOf(ports),
                    more ? Optional.of(true) : Optional.empty(),
                    topics.stream()
                            .map(topic -> topic.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
    }

    void changed(Map<UUID, HostChanges> changes) {
        if (overflown) {
            return;
        }
        changes.forEach((hostId, ofHost) ->
                hosts.computeIfAbsent(hostId, _ -> new OfHost()).add(ofHost));
        checkSize();
    }

    void stop(UUID stopId) {
        if (!overflown) {
            stops.add(stopId);
            checkSize();
        }
    }

    void audit() {
        audit = true;
    }

    void heartbeat() {
        heartbeat = true;
    }

    private void checkSize() {
        if (hosts.size() > MAX_HOSTS || stops.size() > MAX_STOPS) {
            resync();
        }
    }

    /** In place of all single news: what was seen before may be anything now. */
    void resync() {
        overflown = true;
        hosts.clear();
        stops.clear();
    }

    boolean isEmpty() {
        return hosts.isEmpty() && stops.isEmpty() && !audit && !heartbeat && !overflown;
    }

    /** Takes everything out as frames. */
    List<LiveFrame> drain(LongSupplier sequence, Instant at) {
        var frames = new ArrayList<LiveFrame>();
        if (overflown) {
            frames.add(new LiveFrame.Resync(sequence.getAsLong(), at));
        } else {
            if (!hosts.isEmpty()) {
                List<LiveFrame.Host> changed = hosts.entrySet().stream()
                        .map(host -> host.getValue().frame(host.getKey()))
                        .toList();
                frames.add(new LiveFrame.Changed(sequence.getAsLong(), at, changed));
            }
            stops.forEach(stopId -> frames.add(new LiveFrame.StopChanged(sequence.getAsLong(), at, stopId)));
            if (audit) {
                frames.add(new LiveFrame.AuditGrew(sequence.getAsLong(), at));
            }
        }
        if (heartbeat) {
            frames.add(new LiveFrame.Heartbeat(sequence.getAsLong(), at));
        }
        hosts.clear();
        stops.clear();
        audit = false;
        heartbeat = false;
        overflown = false;
        return frames;
    }
}

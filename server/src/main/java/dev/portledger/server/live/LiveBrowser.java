package dev.portledger.server.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.access.SessionKey;
import dev.portledger.server.audit.AuditAppended;
import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/**
 * One browser's feed. At most one frame is on its way: the next is handed over when the connection has taken the one before, and what
 * happens meanwhile is kept, merged, in {@link PendingNews}. So a browser that doesn't read costs as much as one that does.
 *
 * <p>The connection has to be the one that a callback was given: an injected one is known only while a callback runs.
 */
final class LiveBrowser {

    private final WebSocketConnection connection;
    private final SessionKey session;
    private final ObjectMapper json;
    private final Clock clock;
    private final PendingNews pending = new PendingNews();
    private final Queue<LiveFrame> leaving = new ArrayDeque<>();
    private Optional<Sight> sight = Optional.empty();
    private long lastLook;
    private long sequence;
    private Optional<Instant> busySince = Optional.empty();

    LiveBrowser(WebSocketConnection connection, SessionKey session, ObjectMapper json, Clock clock) {
        this.connection = connection;
        this.session = session;
        this.json = json;
        this.clock = clock;
    }

    UUID sessionId() {
        return session.sessionId();
    }

    String userName() {
        return session.userName();
    }

    synchronized void changed(Map<UUID, HostChanges> changes) {
        Map<UUID, HostChanges> seen = sight.map(now -> now.among(changes)).orElse(Map.of());
        if (!seen.isEmpty()) {
            pending.changed(seen);
        }
    }

    /** The stop or bulk stop is about these hosts, or about what only concerns those who see every host. */
    synchronized void stop(UUID stopId, Set<UUID> hostIds) {
        if (sight.filter(now -> now.includesAll(hostIds)).isPresent()) {
            pending.stop(stopId);
        }
    }

    /** Entries about a host or a bulk stop are for those who see it; the others are not about any host. */
    synchronized void audit(AuditAppended entry) {
        Set<UUID> about = entry.hostId().map(Set::of).orElse(Set.of());
        boolean general = about.isEmpty() && entry.stopId().isEmpty();
        if (sight.filter(now -> general || now.includesAll(about)).isPresent()) {
            pending.audit();
        }
    }

    synchronized void heartbeat() {
        if (sight.isPresent()) {
            pending.heartbeat();
        }
    }

    /**
     * What is seen from now on. The first time is the greeting: nothing is told before, and nothing missed after.
     *
     * @param look a number; what an earlier look has found and tells later does not count
     */
    synchronized void sees(long look, Sight now) {
        if (look < lastLook) {
            return;
        }
        lastLook = look;
        if (sight.isEmpty()) {
            leaving.add(new LiveFrame.Hello(nextSequence(), clock.instant()));
        } else if (!sight.get().equals(now)) {
            pending.resync();
        }
        sight = Optional.of(now);
    }

    /** Begins to send what is pending, unless something is on its way; then that follows by itself. */
    synchronized void flush() {
        if (busySince.isEmpty()) {
            sendNext();
        }
    }

    /** Whether the same frame has been on its way for longer than this. */
    synchronized boolean isStuck(Duration limit) {
        return busySince
                .filter(since -> since.plus(limit).isBefore(clock.instant()))
                .isPresent();
    }

    void close(CloseReason reason) {
        connection.close(reason).subscribe().with(_ -> {}, _ -> {});
    }

    private synchronized void sendNext() {
        if (leaving.isEmpty() && !pending.isEmpty()) {
            leaving.addAll(pending.drain(this::nextSequence, clock.instant()));
        }
        LiveFrame next = leaving.poll();
        if (next == null) {
            busySince = Optional.empty();
            return;
        }
        busySince = Optional.of(clock.instant());
        send(next).subscribe().with(_ -> sendNext(), _ -> close(CloseReason.INTERNAL_SERVER_ERROR));
    }

    private Uni<Void> send(LiveFrame frame) {
        try {
            return connection.sendText(json.writeValueAsString(frame));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private long nextSequence() {
        return ++sequence;
    }
}

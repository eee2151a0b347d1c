package dev.portledger.server.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.access.SessionKey;
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
import java.util.UUID;
import java.util.function.Consumer;

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
    private Sight sight;
    private long sequence;
    private Optional<Instant> busySince = Optional.empty();

    LiveBrowser(WebSocketConnection connection, SessionKey session, Sight sight, ObjectMapper json, Clock clock) {
        this.connection = connection;
        this.session = session;
        this.sight = sight;
        this.json = json;
        this.clock = clock;
        leaving.add(new LiveFrame.Hello(nextSequence(), clock.instant()));
    }

    UUID sessionId() {
        return session.sessionId();
    }

    String userName() {
        return session.userName();
    }

    synchronized void changed(Map<UUID, HostChanges> changes) {
        Map<UUID, HostChanges> seen = sight.among(changes);
        if (!seen.isEmpty()) {
            pending.changed(seen);
        }
    }

    synchronized void stop(UUID hostId, UUID stopId) {
        if (sight.includes(hostId)) {
            pending.stop(stopId);
        }
    }

    /** What is seen from now on. */
    synchronized void sees(Sight now) {
        if (!now.equals(sight)) {
            sight = now;
            pending.resync();
        }
    }

    synchronized void note(Consumer<PendingNews> news) {
        news.accept(pending);
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

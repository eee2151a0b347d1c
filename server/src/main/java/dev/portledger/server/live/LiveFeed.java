package dev.portledger.server.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.access.SessionEnded;
import dev.portledger.server.access.SessionKey;
import dev.portledger.server.access.Sessions;
import dev.portledger.server.access.SightChanged;
import dev.portledger.server.approval.SubjectChanged;
import dev.portledger.server.audit.AuditAppended;
import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.stop.StopChanged;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Takes what was committed to all browsers: what is alone nearly at once, what comes in a row merged, every tenth of a second. */
@ApplicationScoped
class LiveFeed {

    static final int MAX_BROWSERS = 2_000;
    static final int MAX_PER_SESSION = 20;

    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    /** One change is often several news: of the ledger, of a stop, of the audit log. */
    private static final Duration SOON = Duration.ofMillis(5);

    private static final Duration AT_MOST_EVERY = Duration.ofMillis(100);
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(5);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(30);
    private static final CloseReason SESSION_ENDED = new CloseReason(4401, "the session has ended");
    private static final CloseReason TOO_SLOW = new CloseReason(1013, "the browser does not read");

    private final Map<String, LiveBrowser> browsers = new ConcurrentHashMap<>();
    private final AtomicBoolean flushIsComing = new AtomicBoolean();
    private final AtomicLong looks = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            1, Thread.ofPlatform().daemon().name("live-", 0).factory());
    private final ObjectMapper json;
    private final Sessions sessions;
    private final LiveSight sight;
    private final Clock clock = Clock.systemUTC();
    private volatile long lastFlush = System.nanoTime();

    LiveFeed(ObjectMapper json, Sessions sessions, LiveSight sight) {
        this.json = json;
        this.sessions = sessions;
        this.sight = sight;
        long beat = HEARTBEAT_EVERY.toMillis();
        var _ = timer.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    void onShutdown(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    boolean hasRoom() {
        return browsers.size() < MAX_BROWSERS;
    }

    boolean hasRoomFor(UUID sessionId) {
        return browsers.values().stream()
                        .filter(browser -> browser.sessionId().equals(sessionId))
                        .count()
                < MAX_PER_SESSION;
    }

    void opened(WebSocketConnection connection, SessionKey session) {
        var browser = new LiveBrowser(connection, session, json, clock);
        // first among those who are told, then greeted: what happens from the greeting on is not missed
        browsers.put(connection.id(), browser);
        look(browser);
        browser.flush();
    }

    void closed(WebSocketConnection connection) {
        browsers.remove(connection.id());
    }

    void onLedgerChanges(@Observes LedgerChanges changes) {
        tellEach(browser -> browser.changed(changes.hosts()));
    }

    void onStop(@Observes(during = TransactionPhase.AFTER_SUCCESS) StopChanged changed) {
        tellEach(browser -> browser.stop(changed.stopId(), Set.of(changed.hostId())));
    }

    void onSubject(@Observes(during = TransactionPhase.AFTER_SUCCESS) SubjectChanged changed) {
        tellEach(browser -> browser.stop(changed.subjectId(), changed.hostIds()));
    }

    void onAudit(@Observes(during = TransactionPhase.AFTER_SUCCESS) AuditAppended appended) {
        tellEach(browser -> browser.audit(appended));
    }

    void onSessionEnded(@Observes(during = TransactionPhase.AFTER_SUCCESS) SessionEnded ended) {
        closeSessions(Set.of(ended.sessionId()));
    }

    private void tellEach(Consumer<LiveBrowser> news) {
        if (browsers.isEmpty()) {
            return;
        }
        browsers.values().forEach(news);
        if (flushIsComing.compareAndSet(false, true)) {
            long next = lastFlush + AT_MOST_EVERY.toNanos() - System.nanoTime();
            var _ = timer.schedule(this::flush, Math.max(SOON.toNanos(), next), TimeUnit.NANOSECONDS);
        }
    }

    private void flush() {
        lastFlush = System.nanoTime();
        flushIsComing.set(false);
        browsers.values().forEach(LiveBrowser::flush);
    }

    private void beat() {
        try {
            browsers.values().stream()
                    .filter(browser -> browser.isStuck(STUCK_AFTER))
                    .forEach(browser -> browser.close(TOO_SLOW));
            tellEach(LiveBrowser::heartbeat);
            if (!browsers.isEmpty()) {
                // the database may take its time; the next beat does not wait for it
                var _ = Thread.startVirtualThread(() -> {
                    checkSessions();
                    lookAgain();
                });
            }
        } catch (RuntimeException e) {
            LOG.error("a heartbeat of the live feed failed", e);
        }
    }

    /** Closes the feeds of sessions that were ended elsewhere or have timed out; a database that is away ends nobody's. */
    private void checkSessions() {
        Set<UUID> shown = browsers.values().stream().map(LiveBrowser::sessionId).collect(Collectors.toSet());
        try {
            Set<UUID> open = sessions.open(shown);
            closeSessions(shown.stream().filter(id -> !open.contains(id)).collect(Collectors.toSet()));
        } catch (SQLException e) {
            LOG.debug("sessions could not be checked", e);
        }
    }

    void onSightChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) SightChanged changed) {
        if (!browsers.isEmpty()) {
            var _ = Thread.startVirtualThread(this::lookAgain);
        }
    }

    /** Finds out anew what each browser may be told of; one that sees other hosts than before asks again for everything. */
    private void lookAgain() {
        browsers.values().forEach(this::look);
        flush();
    }

    private void look(LiveBrowser browser) {
        long look = looks.incrementAndGet();
        browser.sees(look, sight.of(browser.userName()));
    }

    private void closeSessions(Set<UUID> ended) {
        browsers.values().stream()
                .filter(browser -> ended.contains(browser.sessionId()))
                .forEach(browser -> browser.close(SESSION_ENDED));
    }
}

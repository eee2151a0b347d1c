package dev.portledger.server.bulk;

import dev.portledger.server.approval.ApprovalState;
import dev.portledger.server.approval.Approvals;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.bulk.BulkBook.Change;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.stop.StopLines;
import dev.portledger.server.stop.StopLines.Standing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Takes bulk stops through their waves. All that it knows of them is in the database, and it may end at any point: that a wave begins is
 * written before its first line is requested, and a line is requested by the one change of its stop from PLANNED to REQUESTED, under its
 * lock. So another server, or the same one after a restart, goes on with the lines of the wave that are still PLANNED, and none is run
 * twice.
 */
@ApplicationScoped
class BulkRunner {

    private static final Logger LOG = Logger.getLogger(BulkRunner.class);

    /** So long a line waits for its host's agent to come back, or for the server that it is connected to. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** After a start it waits longer than an agent does between two tries to connect, which is 30 s at most. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(45);

    private static final int AT_ONCE = 16;

    private final BulkStore store;
    private final BulkBook book;
    private final Waves waves;
    private final StopLines stops;
    private final Approvals approvals;
    private final LedgerAvailability ledger;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Semaphore atOnce = new Semaphore(AT_ONCE);

    /** Since when this server works with the database; agents come back to a server after it has started, and not at once. */
    private final AtomicReference<Optional<Instant>> ableSince = new AtomicReference<>(Optional.empty());

    BulkRunner(
            BulkStore store,
            BulkBook book,
            Waves waves,
            StopLines stops,
            Approvals approvals,
            LedgerAvailability ledger) {
        this.store = store;
        this.book = book;
        this.waves = waves;
        this.stops = stops;
        this.approvals = approvals;
        this.ledger = ledger;
    }

    void onShutdown(@Observes ShutdownEvent event) {
        background.shutdownNow();
    }

    /** Looks after them without waiting for the next tick. */
    void soon() {
        background.execute(this::tick);
    }

    @Scheduled(every = "0.5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (!ledger.isWritable()) {
            ableSince.set(Optional.empty());
            return;
        }
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            if (ableSince.get().isEmpty()) {
                giveUpWhatWasLeft();
                ableSince.set(Optional.of(clock.instant()));
            }
            for (Bulk bulk : store.expired(clock.instant())) {
                expire(bulk.bulkId());
            }
            for (Bulk bulk : store.running()) {
                advance(bulk.bulkId());
            }
        } catch (SQLException | RuntimeException e) {
            if (!ledger.failed(e)) {
                LOG.error("bulk stops could not be looked after", e);
            }
        } finally {
            busy.set(false);
        }
    }

    /** Lines of bulk stops that are over: whoever ended these was cut short before it came to them. */
    private void giveUpWhatWasLeft() throws SQLException {
        for (UUID bulkId : stops.unbegun()) {
            Optional<Bulk> bulk = store.find(bulkId);
            if (bulk.isPresent() && bulk.get().state() instanceof BulkState.Discarded) {
                skipRest(bulkId, "the bulk stop was discarded");
            }
        }
    }

    private void expire(UUID bulkId) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        book.change(bulkId, bulk -> {
            if (!(bulk.state() instanceof BulkState.NotBegun waits) || !waits.isExpired(now)) {
                return Optional.empty();
            }
            approvals.end(bulkId, ApprovalState.EXPIRED, now);
            return Optional.of(new Change(
                    bulk.in(waits.discard()),
                    AuditDraft.of(new Actor.Server(), "bulk.discarded")
                            .with("why", waits.code() + " until " + waits.expiresAt())));
        });
        skipRest(bulkId, "the bulk stop has expired");
    }

    /** Gives up all lines that have not begun. */
    void skipRest(UUID bulkId, String why) throws SQLException {
        for (StopLines.Line line : stops.of(bulkId).values()) {
            if (line.standing() == Standing.READY) {
                stops.skip(line.stopId(), why);
            }
        }
    }

    private void advance(UUID bulkId) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Bulk> found = book.change(bulkId, bulk -> waves.next(bulk, waves.placed(bulkId), now));
        if (found.isEmpty() || !(found.get().state() instanceof BulkState.Running running)) {
            return;
        }
        if (running.halted().isPresent()) {
            skipRest(bulkId, running.halted().get());
            return;
        }
        Bulk bulk = found.get();
        List<Waves.Placed> all = waves.placed(bulkId);
        List<Waves.Placed> due = all.stream()
                .filter(line -> line.wave() <= bulk.wave() && line.is(Standing.READY))
                .toList();
        int hosts =
                (int) all.stream().map(line -> line.line().hostId()).distinct().count();
        try (var lines = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(line -> lines.execute(() -> start(bulk, line, hosts)));
        }
    }

    private void start(Bulk bulk, Waves.Placed placed, int hosts) {
        Bulk.Asked asked = bulk.asked().orElseThrow();
        UUID stopId = placed.stop().stopId();
        atOnce.acquireUninterruptibly();
        try {
            stops.start(stopId, new StopLines.Cause(asked.by(), asked.reason(), asked.ticket(), hosts));
        } catch (ProblemException e) {
            if (!StopLines.mayPass(e) || !clock.instant().isBefore(patientUntil(bulk))) {
                giveUp(bulk.bulkId(), placed, BulkLine.Trouble.of(e));
            }
        } catch (SQLException | RuntimeException e) {
            if (!ledger.failed(e)) {
                LOG.errorf(
                        e,
                        "line %d of bulk stop %s could not be begun; it is tried again",
                        placed.line().line(),
                        bulk.bulkId());
            }
        } finally {
            atOnce.release();
        }
    }

    private Instant patientUntil(Bulk bulk) {
        Instant ofWave = bulk.waveBeganAt().orElseThrow().plus(PATIENCE);
        Instant afterStart = ableSince.get().orElseGet(clock::instant).plus(BACK_WITHIN);
        return ofWave.isBefore(afterStart) ? afterStart : ofWave;
    }

    private void giveUp(UUID bulkId, Waves.Placed placed, BulkLine.Trouble trouble) {
        try {
            book.giveUp(bulkId, placed.line().line(), placed.stop().stopId(), trouble);
        } catch (SQLException | RuntimeException e) {
            LOG.warnf(
                    "line %d of bulk stop %s could not be given up: %s",
                    placed.line().line(), bulkId, e.getMessage());
        }
    }
}

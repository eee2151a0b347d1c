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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Takes bulk stops through their waves. All that it knows is in the database, and it may end at any point: that a wave begins is written
 * before its first line is requested, and a line is requested by the one change of its stop from PLANNED to REQUESTED, under its lock. So
 * another server, or the same one after a restart, goes on with the lines of the wave that are still PLANNED, and none is run twice.
 */
@ApplicationScoped
class BulkRunner {

    private static final Logger LOG = Logger.getLogger(BulkRunner.class);

    /** So long a line waits for its host's agent to come back, or for the server that it is connected to. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int AT_ONCE = 16;

    private final BulkStore store;
    private final BulkBook book;
    private final StopLines stops;
    private final Approvals approvals;
    private final LedgerAvailability ledger;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Semaphore atOnce = new Semaphore(AT_ONCE);

    BulkRunner(BulkStore store, BulkBook book, StopLines stops, Approvals approvals, LedgerAvailability ledger) {
        this.store = store;
        this.book = book;
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
        if (!ledger.isWritable() || !busy.compareAndSet(false, true)) {
            return;
        }
        try {
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

    /** A line with how its stop stands. */
    private record Placed(BulkLine line, StopLines.Line stop) {
        int wave() {
            return line.wave().orElseThrow();
        }

        boolean is(Standing standing) {
            return stop.standing() == standing;
        }

        boolean hasFailed() {
            return is(Standing.FAILED)
                    || (is(Standing.SKIPPED) && line.problem().isPresent());
        }
    }

    private List<Placed> placed(UUID bulkId) throws SQLException {
        Map<UUID, StopLines.Line> byId = stops.of(bulkId);
        List<Placed> placed = new ArrayList<>();
        for (BulkLine line : store.lines(bulkId)) {
            line.stopId().map(byId::get).ifPresent(stop -> placed.add(new Placed(line, stop)));
        }
        return placed;
    }

    private void advance(UUID bulkId) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Bulk> found = book.change(bulkId, bulk -> next(bulk, placed(bulkId), now));
        if (found.isEmpty() || !(found.get().state() instanceof BulkState.Running running)) {
            return;
        }
        if (running.halted().isPresent()) {
            skipRest(bulkId, running.halted().get());
            return;
        }
        Bulk bulk = found.get();
        List<Placed> all = placed(bulkId);
        List<Placed> due = all.stream()
                .filter(line -> line.wave() <= bulk.wave() && line.is(Standing.READY))
                .toList();
        int hosts =
                (int) all.stream().map(line -> line.line().hostId()).distinct().count();
        try (var lines = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(line -> lines.execute(() -> start(bulk, line, hosts)));
        }
    }

    /** Begins the next wave when all lines of the last one have settled, or ends. Under the lock of the bulk stop. */
    private static Optional<Change> next(Bulk bulk, List<Placed> lines, Instant now) {
        if (!(bulk.state() instanceof BulkState.Running running)) {
            return Optional.empty();
        }
        long failed = lines.stream().filter(Placed::hasFailed).count();
        if (running.halted().isEmpty() && failed > bulk.course().maxFailures()) {
            String why = failed + (failed == 1 ? " line has failed" : " lines have failed");
            return Optional.of(new Change(
                    bulk.in(running.halt(why)),
                    AuditDraft.of(new Actor.Server(), "bulk.halted").with("why", why)));
        }
        boolean underWay = lines.stream()
                .anyMatch(line -> line.is(Standing.RUNNING)
                        || (line.is(Standing.READY) && (running.halted().isPresent() || line.wave() <= bulk.wave())));
        if (underWay) {
            return Optional.empty();
        }
        if (running.halted().isPresent() || lines.stream().noneMatch(line -> line.is(Standing.READY))) {
            return Optional.of(new Change(bulk.in(running.settle(now)), settled(bulk, lines)));
        }
        Instant last = lines.stream()
                .map(line -> line.stop().settledAt())
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        if (bulk.wave() > 0 && last.plus(bulk.course().pause()).isAfter(now)) {
            return Optional.empty();
        }
        Bulk next = bulk.nextWave(now);
        return Optional.of(new Change(
                next, AuditDraft.of(new Actor.Server(), "bulk.wave_began").with("wave", next.wave())));
    }

    private static AuditDraft settled(Bulk bulk, List<Placed> lines) {
        return AuditDraft.of(new Actor.Server(), "bulk.settled")
                .with(
                        "freed",
                        lines.stream().filter(line -> line.is(Standing.FREED)).count())
                .with("failed", lines.stream().filter(Placed::hasFailed).count())
                .with(
                        "skipped",
                        lines.stream()
                                .filter(line -> line.is(Standing.SKIPPED) && !line.hasFailed())
                                .count())
                .with("halted", BulkStore.halted(bulk.state()));
    }

    private void start(Bulk bulk, Placed placed, int hosts) {
        Bulk.Asked asked = bulk.asked().orElseThrow();
        UUID stopId = placed.stop().stopId();
        atOnce.acquireUninterruptibly();
        try {
            stops.start(stopId, new StopLines.Cause(asked.by(), asked.reason(), asked.ticket(), hosts));
        } catch (ProblemException e) {
            boolean patient = StopLines.mayPass(e)
                    && bulk.waveBeganAt().orElseThrow().plus(PATIENCE).isAfter(clock.instant());
            if (!patient) {
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

    /** First why, then that it is given up: a line is never seen as given up for nothing. */
    private void giveUp(UUID bulkId, Placed placed, BulkLine.Trouble trouble) {
        try {
            book.trouble(bulkId, placed.line().line(), trouble);
            stops.skip(placed.stop().stopId(), trouble.code() + ": " + trouble.detail());
        } catch (SQLException e) {
            LOG.warnf(
                    "line %d of bulk stop %s could not be given up: %s",
                    placed.line().line(), bulkId, e.getMessage());
        }
    }
}

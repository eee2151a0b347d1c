package dev.portledger.server.audit;

import dev.portledger.server.database.DatabaseMigrated;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Has the log signed after it has grown: the first time at once, then at most every second. Every ten seconds in any case: another server may
 * have written, and a host may have been passed over.
 */
@ApplicationScoped
class CheckpointPace {

    private static final Logger LOG = Logger.getLogger(CheckpointPace.class);
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private static final Duration ALSO_EVERY = Duration.ofSeconds(10);

    private final Checkpoints checkpoints;
    private final FirstLook firstLook;
    private final Event<CheckpointSigned> signed;
    private final AtomicBoolean isComing = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("checkpoint").factory());
    private volatile long last = System.nanoTime() - AT_MOST_EVERY.toNanos();

    CheckpointPace(Checkpoints checkpoints, FirstLook firstLook, Event<CheckpointSigned> signed) {
        this.checkpoints = checkpoints;
        this.firstLook = firstLook;
        this.signed = signed;
    }

    void onStart(@Observes StartupEvent event) {
        long every = ALSO_EVERY.toMillis();
        var _ = timer.scheduleWithFixedDelay(this::soon, every, every, TimeUnit.MILLISECONDS);
    }

    /** What was written while no server could sign. */
    void whenMigrated(@Observes DatabaseMigrated event) {
        timer.execute(this::look);
        soon();
    }

    void onAudit(@Observes(during = TransactionPhase.AFTER_SUCCESS) AuditAppended appended) {
        soon();
    }

    void onShutdown(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private void soon() {
        if (!timer.isShutdown() && isComing.compareAndSet(false, true)) {
            long next = last + AT_MOST_EVERY.toNanos() - System.nanoTime();
            var _ = timer.schedule(this::sign, Math.max(0, next), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        try {
            firstLook.look();
        } catch (RuntimeException e) {
            LOG.errorf("the audit log could not be checked before it is signed: %s", e.getMessage());
        }
    }

    private void sign() {
        last = System.nanoTime();
        isComing.set(false);
        try {
            checkpoints.sign().ifPresent(checkpoint -> checkpoints
                    .key()
                    .ifPresent(key -> signed.fire(new CheckpointSigned(key, checkpoint))));
        } catch (RuntimeException e) {
            // signed with the next entry, or at the next start
            LOG.errorf("the audit log could not be signed: %s", e.getMessage());
        }
    }
}

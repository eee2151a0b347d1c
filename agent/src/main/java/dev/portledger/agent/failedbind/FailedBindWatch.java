package dev.portledger.agent.failedbind;

import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.KernelEvent.BindSuspected;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.frame.FrameLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes failed binds from the kernel's events and reports them. The event's thread only hands over; one thread of its own looks
 * into them. A flood is not looked into one by one: repeats are counted, and what does not fit is counted and said.
 */
public final class FailedBindWatch implements AutoCloseable {

    /** Where reports go. They are told once more with a higher count when there is more to say. */
    public interface Reports {
        void tell(List<FailedBindSeries> failed);

        /** Another one than before when what was told earlier may have been dropped on its way. */
        long generation();
    }

    private static final Logger LOG = Logger.getLogger(FailedBindWatch.class);
    private static final int QUEUED = 16_384;
    /** So many are looked into before those that are due are reported. */
    private static final int AT_A_TIME = FrameLimits.MAX_FAILED_BINDS_PER_FRAME;

    private final BlockingQueue<KernelEvent> queue = new ArrayBlockingQueue<>(QUEUED);
    private final AtomicLong notLookedInto = new AtomicLong();
    private final FailedBinds failed;
    private final Reports reports;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closed;
    private long generation;

    /**
     * @param failed belongs to this watch from here on
     * @param clock what all times are told by
     */
    public FailedBindWatch(FailedBinds failed, Reports reports, InstantSource clock) {
        this.failed = failed;
        this.reports = reports;
        this.clock = clock;
        generation = reports.generation();
        thread = Thread.ofPlatform().name("failed-binds").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Takes failed binds and those that are about to be; leaves all else aside. Returns at once. */
    public void accept(KernelEvent event) {
        switch (event) {
            case BindFailed _ -> {
                if (!queue.offer(event)) {
                    notLookedInto.incrementAndGet();
                }
            }
            case BindSuspected _ -> {
                var _ = queue.offer(event);
            }
            case KernelEvent.Listening _, KernelEvent.Closed _, KernelEvent.Lost _ -> {
                // none of a failed bind
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                step();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a failed bind could not be looked into", e);
            }
        }
    }

    private void step() throws InterruptedException {
        Duration wait = failed.nextReport(clock.instant());
        @Nullable KernelEvent first = queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            List<KernelEvent> events = new ArrayList<>(List.of(first));
            queue.drainTo(events, AT_A_TIME - 1);
            events.forEach(this::take);
        }
        Instant now = clock.instant();
        if (generation != reports.generation()) {
            generation = reports.generation();
            failed.tellAgain();
        }
        List<FailedBindSeries> due = failed.due(now);
        if (!due.isEmpty()) {
            reports.tell(due);
        }
        long missed = notLookedInto.getAndSet(0);
        if (missed > 0) {
            LOG.warnf("%d failed binds came faster than they could be looked into, and are in no report", missed);
        }
    }

    private void take(KernelEvent event) {
        switch (event) {
            case BindSuspected suspected -> failed.expect(suspected.caller(), suspected.at(), clock.instant());
            case BindFailed one -> failed.add(one, clock.instant());
            default -> throw new IllegalStateException("only failed binds are queued");
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failed.close();
    }
}

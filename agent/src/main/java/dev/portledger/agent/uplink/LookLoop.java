package dev.portledger.agent.uplink;

import dev.portledger.agent.socket.Look;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.agent.socket.Unwatched;
import dev.portledger.domain.frame.AgentFrame.Gap;
import dev.portledger.domain.frame.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one thread that looks at the sockets and writes what changed to the outbox, connected or not. */
public final class LookLoop implements AutoCloseable {

    /**
     * A look, all of whose findings are in frames up to a position.
     *
     * @param at when it was
     * @param told the last frame that was written up to then
     */
    record Told(Instant at, Position told) {}

    private static final Logger LOG = Logger.getLogger(LookLoop.class);
    /** Events come in bursts: a server opens several ports, a restart closes and opens. */
    private static final Duration SOON = Duration.ofMillis(5);
    /** Looks cost something; events alone may not make them come faster. */
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(50);

    private static final long NOT_WANTED = Long.MIN_VALUE;
    private static final Duration SNAPSHOT_AGAIN_AFTER = Duration.ofSeconds(10);

    private final SocketTable table;
    private final Outbox outbox;
    private final UUID bootId;
    private final Duration every;
    private final Thread thread;
    private final AtomicLong wanted = new AtomicLong(NOT_WANTED);
    private volatile boolean closed;
    private volatile @Nullable Told last;
    private volatile long began = System.nanoTime();
    private boolean failing;
    private long noSnapshotUntil = System.nanoTime();

    public LookLoop(SocketTable table, Outbox outbox, UUID bootId, Duration every) {
        this.table = table;
        this.outbox = outbox;
        this.bootId = bootId;
        this.every = every;
        thread = Thread.ofPlatform().name("looks").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** The last look; empty before the first. */
    Optional<Told> last() {
        return Optional.ofNullable(last);
    }

    /** Looks now instead of at the next tick. */
    void lookNow() {
        wanted.accumulateAndGet(System.nanoTime(), LookLoop::earlier);
        LockSupport.unpark(thread);
    }

    /** Something has changed: looks some milliseconds from now, once for what comes until then. From any thread. */
    public void lookSoon() {
        long soon = System.nanoTime() + SOON.toNanos();
        long allowed = began + AT_MOST_EVERY.toNanos();
        wanted.accumulateAndGet(allowed - soon > 0 ? allowed : soon, LookLoop::earlier);
        LockSupport.unpark(thread);
    }

    private static long earlier(long one, long other) {
        return one == NOT_WANTED || other - one < 0 ? other : one;
    }

    private void run() {
        while (!closed) {
            began = System.nanoTime();
            wanted.set(NOT_WANTED); // what happens from here on may be too late for this look
            lookOnce();
            awaitNext(began + every.toNanos());
        }
    }

    private void awaitNext(long tick) {
        long rest;
        while (!closed && (rest = earlier(wanted.get(), tick) - System.nanoTime()) > 0) {
            LockSupport.parkNanos(this, rest);
        }
    }

    private void lookOnce() {
        try {
            Look look = table.look();
            if (record(look)) {
                last = new Told(look.at(), outbox.lastAppended());
            }
            if (failing) {
                LOG.info("the sockets can be read again");
                failing = false;
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.error("the sockets cannot be read; until they can, this host is not watched", e);
                failing = true;
            }
        }
    }

    /** @return whether the outbox now tells everything up to this look */
    private boolean record(Look look) {
        Optional<Gap> gap = gap(look);
        if (gap.isPresent()) {
            outbox.requireSnapshot();
        }
        if (!outbox.isSnapshotDue()) {
            return look.isEmpty() || append(FrameParts.delta(look), look.at()).isPresent();
        }
        if (System.nanoTime() - noSnapshotUntil < 0) {
            return false;
        }
        boolean gapTold = gap.isEmpty()
                || outbox.append(position -> at(position, gap.get()), 0, look.at())
                        .isPresent();
        Optional<Position> first =
                gapTold ? append(FrameParts.snapshot(table.state(), bootId), look.at()) : Optional.empty();
        if (first.isEmpty()) {
            // it does not even fit into an empty outbox; trying at each look would only wear the disk
            LOG.warnf(
                    "the table of %d listeners does not fit into the outbox, so that the server is told nothing of this host:"
                            + " portledger.agent.outbox.max-bytes has to be larger",
                    table.state().listeners().size());
            noSnapshotUntil = System.nanoTime() + SNAPSHOT_AGAIN_AFTER.toNanos();
            return false;
        }
        outbox.snapshotAppended(first.get());
        return true;
    }

    private Optional<Gap> gap(Look look) {
        Position later = new Position(0, 0);
        Optional<Gap> dropped = outbox.gapSince()
                .map(since ->
                        new Gap(later, since, look.at(), "the agent's outbox was full and its frames were dropped"));
        Optional<Gap> unwatched = look.unwatched().map(gap -> unwatched(later, gap));
        return dropped.or(() -> unwatched);
    }

    private static Gap unwatched(Position position, Unwatched gap) {
        return new Gap(position, gap.from(), gap.to(), gap.reason());
    }

    private static Gap at(Position position, Gap gap) {
        return new Gap(position, gap.from(), gap.to(), gap.reason());
    }

    /** @return where the first of them is; empty when there was no room for one of them */
    private Optional<Position> append(List<FrameParts.Part> parts, Instant look) {
        Optional<Position> first = Optional.empty();
        for (FrameParts.Part part : parts) {
            Optional<Position> added = outbox.append(part.frame(), part.digest(), look);
            if (added.isEmpty()) {
                return Optional.empty();
            }
            first = first.isPresent() ? first : added;
        }
        return first;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

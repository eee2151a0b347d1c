package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame.CommandRefused;
import dev.portledger.domain.frame.AgentFrame.Numbered;
import dev.portledger.domain.frame.AgentFrame.StopProgress;
import dev.portledger.domain.frame.AgentFrame.StopResult;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The numbered frames that the server has not acknowledged, in files of a folder.
 *
 * <pre>
 *            append                    read, send                acknowledge
 * looks ──────────────►  segment  segment  segment  ─────────►  server ──► whole segments are deleted
 *                            ▲ too many bytes: a new epoch, a Gap, a snapshot
 * </pre>
 *
 * <p>A frame is written before it is sent, so it survives the end of this process, by kill -9 too: the page cache is the
 * kernel's. It is not forced to the disk, except frames of stops: what is lost with the kernel (power, panic) is of a boot
 * that has ended with it, and the ledger then says from which look on it knows nothing. Forcing each look to the disk would
 * cost every host an fsync twice a second for that.
 *
 * <p>When there is no more room, all frames of the ledger are dropped and a new epoch begins, in which a Gap says since when;
 * stops are never dropped. It is a new epoch because the server may have applied any part of what is dropped: numbers that
 * were given out must not come back with other content.
 */
public final class Outbox implements AutoCloseable {

    /**
     * @param maxBytes bytes of frames kept on disk before the detail is dropped
     * @param maxMemoryBytes the same for frames that cannot be written
     */
    public record Limits(long maxBytes, long maxMemoryBytes) {
        public Limits {
            if (maxBytes < 1 << 20 || maxMemoryBytes < 1 << 16) {
                throw new IllegalArgumentException("an outbox needs at least 1 MiB on disk and 64 KiB in memory");
            }
        }
    }

    /** A frame to send. */
    public record Next(Position position, String text) {}

    private static final Logger LOG = Logger.getLogger(Outbox.class);

    private final Path stateFile;
    private final Limits limits;
    private final SegmentStore store;
    private long epoch;
    private long lastSequence;
    private long lastDigest;
    private Instant lastLook = Instant.EPOCH;
    private @Nullable Position acknowledged;
    private long acknowledgedDigest;
    private @Nullable Position snapshotFirst;
    private boolean snapshotDue = true;
    private @Nullable Instant gapSince;
    private Runnable onAppend = () -> {};

    private Outbox(Path folder, Limits limits) {
        this.limits = limits;
        stateFile = folder.resolve("stream");
        store = new SegmentStore(folder, Math.clamp(limits.maxBytes() / 16, 64 << 10, 1 << 20));
    }

    /**
     * Opens the outbox and begins a new epoch. Frames that an earlier run left are sent before those of the new epoch.
     *
     * @param now used only to begin above every epoch of a state that was lost
     * @throws IOException when the folder cannot be used at all
     */
    public static Outbox open(Path folder, Limits limits, Instant now) throws IOException {
        Files.createDirectories(folder);
        Outbox outbox = new Outbox(folder, limits);
        StreamState state = StreamState.read(outbox.stateFile);
        outbox.acknowledged = state.acknowledged().orElse(null);
        outbox.acknowledgedDigest = state.digest();
        outbox.store.load();
        long last = outbox.store.last().map(Position::epoch).orElse(0L);
        outbox.beginEpoch(Math.max(Math.max(state.epoch(), last) + 1, now.getEpochSecond()));
        return outbox;
    }

    private void beginEpoch(long number) {
        epoch = number;
        lastSequence = 0;
        snapshotFirst = null;
        snapshotDue = true;
        saveState(true);
        store.newSegment();
    }

    /** What is called after each append, by the appending thread; it must be quick. */
    public synchronized void onAppend(Runnable listener) {
        onAppend = listener;
    }

    /**
     * Adds a frame of the ledger.
     *
     * @param frame made for the position that it gets
     * @param digest digest of the table once this frame is applied
     * @param look the look that the frame tells of
     * @return where it is; empty when there was no room: then a new epoch has begun, see {@link #gapSince}
     */
    public Optional<Position> append(Function<Position, Numbered> frame, long digest, Instant look) {
        Optional<Position> added;
        synchronized (this) {
            added = add(StoredFrame.Kind.LEDGER, frame, digest);
            lastLook = look;
        }
        notifyAppended();
        return added;
    }

    /** Adds a step or the end of a stop, or a command that was refused: forced to the disk, and kept whatever happens to the others. */
    public void appendStop(Function<Position, Numbered> frame) {
        synchronized (this) {
            add(StoredFrame.Kind.STOP, frame, lastDigest);
        }
        notifyAppended();
    }

    /**
     * Adds what is told beside the table, such as failed binds. It is dropped with the detail when there is no more room; whoever
     * tells it sees that by {@link #epoch} and may tell it again.
     */
    public void appendReport(Function<Position, Numbered> frame) {
        synchronized (this) {
            var _ = add(StoredFrame.Kind.LEDGER, frame, lastDigest);
        }
        notifyAppended();
    }

    private void notifyAppended() {
        Runnable listener;
        synchronized (this) {
            listener = onAppend;
        }
        listener.run();
    }

    private Optional<Position> add(StoredFrame.Kind kind, Function<Position, Numbered> frame, long digest) {
        Position position = keep(kind, frame, digest);
        if (store.bytesOnDisk() <= limits.maxBytes() && store.bytesInMemory() <= limits.maxMemoryBytes()) {
            return Optional.of(position);
        }
        dropDetail();
        return Optional.empty();
    }

    private Position keep(StoredFrame.Kind kind, Function<Position, Numbered> frame, long digest) {
        Position position = new Position(epoch, lastSequence + 1);
        String json = FrameJson.write(frame.apply(position));
        store.append(StoredFrame.of(kind, position, digest, lastLook, json));
        lastSequence++;
        lastDigest = digest;
        return position;
    }

    private void dropDetail() {
        List<StoredFrame> stops = new ArrayList<>();
        Instant from = lastLook;
        long dropped = 0;
        for (Optional<StoredFrame> next = store.after(acknowledged);
                next.isPresent();
                next = store.after(next.get().position())) {
            StoredFrame frame = next.get();
            if (frame.kind() == StoredFrame.Kind.STOP) {
                stops.add(frame);
            } else {
                dropped++;
                from = frame.lookedBefore().isBefore(from) ? frame.lookedBefore() : from;
            }
        }
        LOG.warnf(
                "the outbox is full: %d frames that wait for the server are dropped; a gap and a snapshot follow",
                dropped);
        store.deleteAll();
        beginEpoch(epoch + 1);
        gapSince = gapSince != null && gapSince.isBefore(from) ? gapSince : from;
        stops.forEach(stop -> keep(StoredFrame.Kind.STOP, position -> moved(stop, position), lastDigest));
    }

    private static Numbered moved(StoredFrame stop, Position to) {
        try {
            return switch (FrameJson.readAgentFrame(stop.text())) {
                case StopProgress step -> step.at(to);
                case StopResult result -> result.at(to);
                case CommandRefused refused ->
                    new CommandRefused(to, refused.rule(), refused.times(), refused.at(), refused.stopId());
                default -> throw new IllegalStateException("no other frame is kept like those of stops");
            };
        } catch (FrameException e) {
            throw new IllegalStateException("this agent wrote the frame itself", e);
        }
    }

    /** The first frame after a position, or the first that waits; empty when all have been read. */
    public synchronized Optional<Next> after(Optional<Position> position) {
        return store.after(position.orElse(acknowledged)).map(frame -> new Next(frame.position(), frame.text()));
    }

    /** The server has committed everything up to this position. Positions that were never given out are ignored. */
    public synchronized void acknowledge(Position position) {
        boolean known = acknowledged != null && position.compareTo(acknowledged) <= 0;
        if (known || position.compareTo(lastAppended()) > 0) {
            return;
        }
        acknowledgedDigest = digestAt(position);
        acknowledged = position;
        store.deleteUpTo(position);
        saveState(false);
    }

    private long digestAt(Position position) {
        Optional<StoredFrame> next = store.after(acknowledged);
        while (next.isPresent() && next.get().position().compareTo(position) < 0) {
            next = store.after(next.get().position());
        }
        // where the frame is not kept any more the digest is unequal to the server's, which costs a snapshot
        return next.filter(frame -> frame.position().equals(position))
                .map(StoredFrame::digest)
                .orElse(0L);
    }

    /**
     * The server stands at a position that this outbox never gave out: the state folder is older than what the server knows.
     * What is kept is of no use; a new epoch begins above it.
     */
    public synchronized void overtake(Position applied) {
        LOG.warnf("the server stands at %s, which this agent does not know; a snapshot follows", applied);
        store.deleteAll();
        acknowledged = applied;
        acknowledgedDigest = 0;
        beginEpoch(Math.max(epoch, applied.epoch()) + 1);
    }

    private void saveState(boolean synced) {
        try {
            new StreamState(epoch, acknowledged(), acknowledgedDigest).write(stateFile, synced);
        } catch (IOException e) {
            store.failed("the outbox cannot write its state: " + e.getMessage());
        }
    }

    public synchronized long epoch() {
        return epoch;
    }

    public synchronized Optional<Position> acknowledged() {
        return Optional.ofNullable(acknowledged);
    }

    /** Digest of the table at {@link #acknowledged}; 0 before the first. */
    public synchronized long acknowledgedDigest() {
        return acknowledgedDigest;
    }

    /** The last position that was given out; sequence 0 when the epoch has none yet. */
    public synchronized Position lastAppended() {
        return new Position(epoch, lastSequence);
    }

    /** Frames that wait for an acknowledgement. */
    public synchronized int waiting() {
        return Math.toIntExact(store.countAfter(acknowledged));
    }

    /** Why frames cannot be written to the folder; empty while they can. */
    public synchronized Optional<String> problem() {
        return store.problem();
    }

    /** Since when detail has been dropped without a Gap that says so; the Gap and a snapshot are the next to append. */
    public synchronized Optional<Instant> gapSince() {
        return Optional.ofNullable(gapSince);
    }

    /** Whether the next thing to append is a snapshot: at first, after a gap, and when the server asks for one. */
    public synchronized boolean isSnapshotDue() {
        return snapshotDue;
    }

    /** Asks for a snapshot, unless a whole one waits already behind what the server has applied. */
    public synchronized void requireSnapshotAfter(Optional<Position> applied) {
        Position first = snapshotFirst;
        boolean waits = first != null
                && applied.map(position -> first.compareTo(position) > 0).orElse(true);
        snapshotDue = snapshotDue || !waits;
    }

    /** Asks for a snapshot, whatever waits. */
    public synchronized void requireSnapshot() {
        snapshotDue = true;
    }

    /** The whole table has been appended, beginning at this position. */
    public synchronized void snapshotAppended(Position first) {
        if (first.epoch() == epoch) {
            snapshotFirst = first;
            snapshotDue = false;
            gapSince = null;
        }
    }

    @Override
    public synchronized void close() {
        saveState(true);
        store.close();
    }
}

package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Frames in order, in segments: files in a folder, or memory while no file can be written (disk full). Files are tried again every
 * ten seconds. Not safe for use by several threads; its {@link Outbox} sees to that.
 */
final class SegmentStore {

    private static final Logger LOG = Logger.getLogger(SegmentStore.class);
    private static final Duration DISK_AGAIN_AFTER = Duration.ofSeconds(10);
    private static final String SUFFIX = ".frames";

    private final Path folder;
    private final long segmentBytes;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long nextFile;
    private @Nullable String problem;
    private long problemSince;

    // The place behind the last frame that was read, so that reading in order does not search from a segment's
    // beginning.
    private @Nullable Segment readSegment;
    private @Nullable Position readPosition;
    private long readPlace;

    SegmentStore(Path folder, long segmentBytes) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
    }

    /** Takes up what an earlier run left, up to the first frame that is damaged or missing; the rest is removed. */
    void load() throws IOException {
        Optional<Position> before = Optional.empty();
        boolean broken = false;
        for (Path file : files()) {
            nextFile = number(file) + 1;
            Segment.OnDisk segment = Segment.OnDisk.reopen(file, before);
            if (broken || segment.first().isEmpty()) {
                broken = broken || segment.wasCut();
                segment.discard();
                continue;
            }
            broken = segment.wasCut();
            segments.add(segment);
            before = segment.last();
        }
        if (broken) {
            LOG.warn("the outbox had a damaged or incomplete frame; it and what came after it in its epoch is dropped");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    void append(StoredFrame frame) {
        try {
            segmentFor(frame).append(frame, frame.kind() == StoredFrame.Kind.STOP);
        } catch (IOException e) {
            failed("the outbox cannot be written: " + e.getMessage());
            Segment.InMemory memory = new Segment.InMemory();
            segments.add(memory);
            memory.append(frame, false);
        }
    }

    private Segment segmentFor(StoredFrame frame) {
        Segment last = segments.peekLast();
        boolean diskAgain = problem != null && System.nanoTime() - problemSince > DISK_AGAIN_AFTER.toNanos();
        if (last == null || diskAgain || last.bytes() + frame.size() > segmentBytes) {
            return newSegment();
        }
        return last;
    }

    /** What is appended from now on goes into a segment of its own. */
    Segment newSegment() {
        Segment segment;
        try {
            segment = Segment.OnDisk.create(folder.resolve(String.format(Locale.ROOT, "%020d%s", nextFile++, SUFFIX)));
            if (problem != null) {
                LOG.info("the outbox writes to its folder again");
                problem = null;
            }
        } catch (IOException e) {
            failed("the outbox cannot make files: " + e.getMessage());
            segment = new Segment.InMemory();
        }
        segments.add(segment);
        return segment;
    }

    void failed(String message) {
        if (problem == null) {
            LOG.warn(message + "; frames are kept in memory until it can");
        }
        problem = message;
        problemSince = System.nanoTime();
    }

    /** Why frames cannot be written to the folder; empty while they can. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** The first frame after a position, or the first there is; empty when there is none. */
    Optional<StoredFrame> after(@Nullable Position position) {
        for (Segment segment : segments) {
            Optional<Position> last = segment.last();
            if (last.isPresent() && (position == null || last.get().compareTo(position) > 0)) {
                return Optional.of(find(segment, position));
            }
        }
        return Optional.empty();
    }

    private StoredFrame find(Segment segment, @Nullable Position position) {
        boolean goesOn = readSegment == segment && position != null && position.equals(readPosition);
        Optional<Segment.Found> found = segment.read(goesOn ? readPlace : 0);
        while (found.isPresent()
                && position != null
                && found.get().frame().position().compareTo(position) <= 0) {
            found = segment.read(found.get().next());
        }
        Segment.Found hit = found.orElseThrow(() -> new UncheckedIOException(
                new IOException("a segment of the outbox is shorter than it was when it was written")));
        readSegment = segment;
        readPosition = hit.frame().position();
        readPlace = hit.next();
        return hit.frame();
    }

    /** Deletes the segments of which no frame comes after that position. */
    void deleteUpTo(Position position) {
        Predicate<Segment> done = segment ->
                segment.last().map(last -> last.compareTo(position) <= 0).orElse(false);
        while (segments.size() > 1 && done.test(segments.getFirst())) {
            segments.removeFirst().discard();
        }
        // memory is wanted back at once; a file goes on being filled
        if (segments.peekFirst() instanceof Segment.InMemory memory && done.test(memory)) {
            segments.removeFirst();
        }
    }

    void deleteAll() {
        segments.forEach(Segment::discard);
        segments.clear();
    }

    long countAfter(@Nullable Position position) {
        return segments.stream().mapToLong(segment -> segment.after(position)).sum();
    }

    Optional<Position> last() {
        return Optional.ofNullable(segments.peekLast()).flatMap(Segment::last);
    }

    long bytesOnDisk() {
        return bytes(Segment.OnDisk.class);
    }

    long bytesInMemory() {
        return bytes(Segment.InMemory.class);
    }

    private long bytes(Class<? extends Segment> kind) {
        return segments.stream()
                .filter(kind::isInstance)
                .mapToLong(Segment::bytes)
                .sum();
    }

    void close() {
        segments.forEach(Segment::close);
        segments.clear();
    }
}

package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run of frames of one epoch, in order: a file, or memory while no file can be written. */
abstract sealed class Segment {

    private @Nullable Position first;
    private @Nullable Position last;

    /** A frame and the place of the next one. */
    record Found(StoredFrame frame, long next) {}

    /** @throws IOException when it could not be kept; what was there before still is */
    abstract void append(StoredFrame frame, boolean synced) throws IOException;

    /** The frame at that place; empty at the end. Places start at 0. */
    abstract Optional<Found> read(long place);

    abstract long bytes();

    /** Forgets the segment and what it keeps. */
    abstract void discard();

    /** Keeps what is kept, and lets go of the rest. */
    abstract void close();

    final Optional<Position> first() {
        return Optional.ofNullable(first);
    }

    final Optional<Position> last() {
        return Optional.ofNullable(last);
    }

    final void added(Position position) {
        if (first == null) {
            first = position;
        }
        last = position;
    }

    /** How many of its frames come after a position. */
    final long after(@Nullable Position acknowledged) {
        if (first == null || last == null) {
            return 0;
        }
        long all = last.sequence() - first.sequence() + 1;
        if (acknowledged == null || first.compareTo(acknowledged) > 0) {
            return all;
        }
        return last.compareTo(acknowledged) <= 0 ? 0 : last.sequence() - acknowledged.sequence();
    }

    /** A file that is only appended to. What a crash tore is cut off when it is opened again. */
    static final class OnDisk extends Segment {

        private final Path file;
        private final FileChannel channel;
        private long end;
        private boolean cut;

        private OnDisk(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        static OnDisk create(Path file) throws IOException {
            return new OnDisk(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        }

        /**
         * Opens what an earlier run left. Reading stops at the first record that is torn, damaged or out of order; the rest is cut off.
         *
         * @param before the position that comes before, if the segment goes on in the same epoch
         */
        static OnDisk reopen(Path file, Optional<Position> before) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            OnDisk segment = new OnDisk(file, channel);
            Optional<Position> previous = before;
            for (Optional<Found> found = segment.scan(0); found.isPresent(); found = segment.scan(segment.end)) {
                Position position = found.get().frame().position();
                boolean follows = previous.isEmpty()
                        || previous.get().isFollowedBy(position)
                        || (position.epoch() > previous.get().epoch()
                                && segment.first().isEmpty());
                if (!follows) {
                    break;
                }
                segment.end = found.get().next();
                segment.added(position);
                previous = Optional.of(position);
            }
            segment.cut = channel.size() > segment.end;
            channel.truncate(segment.end);
            return segment;
        }

        @Override
        void append(StoredFrame frame, boolean synced) throws IOException {
            ByteBuffer record = frame.encode();
            int length = record.remaining();
            try {
                long at = end;
                while (record.hasRemaining()) {
                    at += channel.write(record, at);
                }
                if (synced) {
                    channel.force(false);
                }
            } catch (IOException e) {
                cutOff(e);
                throw e;
            }
            end += length;
            added(frame.position());
        }

        /** Half a record would hide the records behind it. */
        private void cutOff(IOException cause) {
            try {
                channel.truncate(end);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }

        @Override
        Optional<Found> read(long place) {
            if (place >= end) {
                return Optional.empty();
            }
            try {
                return scan(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Optional<Found> scan(long place) throws IOException {
            return StoredFrame.decode(this::fill, place).map(frame -> new Found(frame, place + frame.size()));
        }

        private void fill(ByteBuffer into, long offset) throws IOException {
            long at = offset;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    return;
                }
                at += read;
            }
        }

        /** Whether something was cut off when it was opened again. */
        boolean wasCut() {
            return cut;
        }

        @Override
        long bytes() {
            return end;
        }

        @Override
        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void discard() {
            close();
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What could not be written to a file; a crash loses it. */
    static final class InMemory extends Segment {

        private final List<StoredFrame> frames = new ArrayList<>();
        private long bytes;

        @Override
        void append(StoredFrame frame, boolean synced) {
            frames.add(frame);
            bytes += frame.size();
            added(frame.position());
        }

        @Override
        Optional<Found> read(long place) {
            return place < frames.size()
                    ? Optional.of(new Found(frames.get((int) place), place + 1))
                    : Optional.empty();
        }

        @Override
        long bytes() {
            return bytes;
        }

        @Override
        void discard() {
            frames.clear();
            bytes = 0;
        }

        @Override
        void close() {}
    }
}

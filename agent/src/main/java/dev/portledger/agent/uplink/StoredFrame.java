package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A frame as the outbox keeps it.
 *
 * <pre>
 * bytes   0 length of the body, 4 CRC-32C of the body,
 * body    0 kind, 1 epoch, 9 sequence, 17 digest, 25 looked before (microseconds since 1970), 33 JSON, UTF-8
 * </pre>
 *
 * @param kind what it is about
 * @param digest digest of the table once this frame is applied
 * @param lookedBefore the last look whose changes are all in earlier frames
 * @param text the frame as JSON
 * @param size length of the whole record in bytes
 */
record StoredFrame(Kind kind, Position position, long digest, Instant lookedBefore, String text, int size) {

    /** The bytes before the body. */
    static final int PREFIX = 8;

    private static final int FIXED = 33;
    /** Longer than any frame; a length beyond it is damage, not a frame. */
    private static final int MAX_BODY = 4 << 20;

    enum Kind {
        /** May be dropped when a gap and a snapshot follow. */
        LEDGER(0),
        /** Tells of a stop: never dropped. */
        STOP(1);

        private final byte number;

        Kind(int number) {
            this.number = (byte) number;
        }
    }

    /** Where the bytes of a record come from: fills the buffer from that offset on, as far as there is something. */
    @FunctionalInterface
    interface Source {
        void read(ByteBuffer into, long offset) throws IOException;
    }

    static StoredFrame of(Kind kind, Position position, long digest, Instant lookedBefore, String text) {
        int size = PREFIX + FIXED + text.getBytes(StandardCharsets.UTF_8).length;
        return new StoredFrame(kind, position, digest, lookedBefore, text, size);
    }

    ByteBuffer encode() {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer record = ByteBuffer.allocate(size);
        record.position(PREFIX);
        record.put(kind.number)
                .putLong(position.epoch())
                .putLong(position.sequence())
                .putLong(digest)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, lookedBefore))
                .put(json);
        record.putInt(0, FIXED + json.length);
        record.putInt(4, crc(record.array(), PREFIX, FIXED + json.length));
        return record.flip();
    }

    /** The record at that offset; empty where there is none, or it is torn or damaged. */
    static Optional<StoredFrame> decode(Source source, long offset) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX);
        source.read(prefix, offset);
        if (prefix.hasRemaining()) {
            return Optional.empty();
        }
        int length = prefix.getInt(0);
        if (length < FIXED || length > MAX_BODY) {
            return Optional.empty();
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        source.read(body, offset + PREFIX);
        if (body.hasRemaining() || crc(body.array(), 0, length) != prefix.getInt(4)) {
            return Optional.empty();
        }
        body.flip();
        Kind kind = body.get() == Kind.STOP.number ? Kind.STOP : Kind.LEDGER;
        Position position = new Position(body.getLong(), body.getLong());
        long digest = body.getLong();
        Instant lookedBefore = Instant.EPOCH.plus(body.getLong(), ChronoUnit.MICROS);
        byte[] json = new byte[length - FIXED];
        body.get(json);
        String text = new String(json, StandardCharsets.UTF_8);
        return Optional.of(new StoredFrame(kind, position, digest, lookedBefore, text, PREFIX + length));
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}

package dev.portledger.agent.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** One line of a connection. */
final class Line {

    private static final int AT_A_TIME = 8 << 10;

    private Line() {}

    /**
     * Reads up to a newline or the end.
     *
     * @return the line without its newline; empty if it is longer than so many bytes
     */
    static Optional<byte[]> read(SocketChannel channel, int atMost) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(AT_A_TIME);
        while (channel.read(some.clear()) >= 0) {
            some.flip();
            while (some.hasRemaining()) {
                byte next = some.get();
                if (next == '\n') {
                    return Optional.of(line.toByteArray());
                }
                line.write(next);
            }
            if (line.size() > atMost) {
                return Optional.empty();
            }
        }
        return Optional.of(line.toByteArray());
    }

    static void write(SocketChannel channel, byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

package dev.portledger.agent.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * One request on a unix socket, as HTTP/1.0 (RFC 1945): the answer is not chunked and ends with the connection. An engine that
 * accepts and says nothing, or never stops, costs no more than the time and the bytes it is given. See ADR 0015.
 */
final class EngineRequest implements AutoCloseable {

    private static final int MAX_HEAD = 1 << 14;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13).flip();
    private final long deadline;
    private long bytesLeft;
    private String server = "";

    private EngineRequest(SocketChannel channel, Selector selector, long deadline, long maxBytes) {
        this.channel = channel;
        this.selector = selector;
        this.deadline = deadline;
        bytesLeft = maxBytes;
    }

    /**
     * Asks for something and reads the head of the answer, which has to be a 200.
     *
     * @param target path and query as they go into the request line
     * @param within for all of it, the reading of {@link #body} included
     * @param maxBytes of the answer, its head included
     */
    static EngineRequest get(Path socket, String target, Duration within, long maxBytes) throws IOException {
        return send("GET", socket, target, within, maxBytes, () -> {});
    }

    /**
     * Asks for something to be done, without a body; the answer has to be a 200, a 204, or a 304 where it was done before.
     *
     * @param onSent is run when all of the request has gone out, before the answer is waited for
     */
    static EngineRequest post(Path socket, String target, Duration within, long maxBytes, Runnable onSent)
            throws IOException {
        return send("POST", socket, target, within, maxBytes, onSent);
    }

    private static EngineRequest send(
            String method, Path socket, String target, Duration within, long maxBytes, Runnable onSent)
            throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Selector selector = Selector.open();
            EngineRequest request = new EngineRequest(channel, selector, deadline, maxBytes);
            try {
                request.start(method, socket, target, onSent);
                return request;
            } catch (IOException | RuntimeException e) {
                selector.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void start(String method, Path socket, String target, Runnable onSent) throws IOException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
            await();
            channel.finishConnect();
        }
        key.interestOps(SelectionKey.OP_WRITE);
        ByteBuffer text = StandardCharsets.US_ASCII.encode(
                method + " " + target + " HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n"
                        + (method.equals("POST") ? "Content-Length: 0\r\n" : "") + "\r\n");
        while (text.hasRemaining()) {
            if (channel.write(text) == 0) {
                await();
            }
        }
        onSent.run();
        key.interestOps(SelectionKey.OP_READ);
        head();
    }

    private void head() throws IOException {
        InputStream in = body();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end = 0;
        int next;
        while (end < 2 && (next = in.read()) >= 0) {
            bytes.write(next);
            end = next == '\n' ? end + 1 : next == '\r' ? end : 0;
            if (bytes.size() > MAX_HEAD) {
                throw new IOException("what answers does not speak HTTP");
            }
        }
        String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] (200|204|304)( .*)?")) {
            String first = lines[0].substring(0, Math.min(60, lines[0].length()));
            throw new IOException("it answered '" + first.replaceAll("\\p{Cntrl}", "?") + "'");
        }
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("server:")) {
                server = line.substring("server:".length()).strip();
            }
        }
    }

    /** {@code docker} or {@code podman}, by the Server line; anything that is compatible is called docker. */
    String runtime() {
        return server.startsWith("Libpod") ? "podman" : "docker";
    }

    /** The rest of the answer; ends with the connection, and reading it fails when the time is over. */
    InputStream body() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return fill() ? buffer.get() & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                if (!fill()) {
                    return -1;
                }
                int count = Math.min(length, buffer.remaining());
                buffer.get(into, at, count);
                return count;
            }
        };
    }

    /** @return false at the end of the answer */
    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        int count = channel.read(buffer);
        while (count == 0) {
            await();
            count = channel.read(buffer);
        }
        buffer.flip();
        bytesLeft -= Math.max(0, count);
        if (bytesLeft < 0) {
            throw new IOException("its answer is too long");
        }
        return count > 0;
    }

    private void await() throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || selector.select(millis) == 0 || System.nanoTime() - deadline >= 0) {
            throw new InterruptedIOException("it did not answer in time");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}

package dev.portledger.server.testing;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.trust.Signed;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A real WebSocket to the agents' route, frame by frame and with nothing done of itself. */
public final class TestingLink implements AutoCloseable {

    static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WebSocket socket;
    private final BlockingQueue<ServerFrame> received;
    private final CompletableFuture<Integer> closed;

    private final Receiver receiver;

    private TestingLink(
            WebSocket socket,
            Receiver receiver,
            BlockingQueue<ServerFrame> received,
            CompletableFuture<Integer> closed) {
        this.socket = socket;
        this.receiver = receiver;
        this.received = received;
        this.closed = closed;
    }

    /** @param server {@code http://localhost:8081} */
    public static TestingLink open(URI server) {
        return open(server, CLIENT, List.of());
    }

    /**
     * @param server {@code https://localhost:8444}
     * @param client by which certificates are trusted
     * @param headers names and values in turn
     */
    public static TestingLink open(URI server, HttpClient client, List<String> headers) {
        BlockingQueue<ServerFrame> received = new LinkedBlockingQueue<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        URI address = URI.create(server.toString().replaceFirst("^http", "ws")).resolve("/agent/v1");
        Receiver receiver = new Receiver(received, closed);
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.size(); i += 2) {
            builder.header(headers.get(i), headers.get(i + 1));
        }
        WebSocket socket = builder.buildAsync(address, receiver).join();
        return new TestingLink(socket, receiver, received, closed);
    }

    private static final class Receiver implements WebSocket.Listener {
        private final BlockingQueue<ServerFrame> received;
        private final CompletableFuture<Integer> closed;
        private final List<Signed> commands = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private volatile boolean reading = true;

        Receiver(BlockingQueue<ServerFrame> received, CompletableFuture<Integer> closed) {
            this.received = received;
            this.closed = closed;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    ServerFrame frame = FrameJson.readServerFrame(text.toString());
                    // before who waits for the frame can ask for it
                    if (frame instanceof ServerFrame.Command(Signed signed)) {
                        commands.add(signed);
                    }
                    received.add(
                            frame instanceof ServerFrame.Command(Signed signed)
                                    ? CommandBody.read(Base64.getDecoder().decode(signed.payload()))
                                            .orElseThrow()
                                            .act()
                                    : frame);
                } catch (FrameException e) {
                    closed.completeExceptionally(e);
                }
                text.setLength(0);
            }
            if (reading) {
                webSocket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    /** The envelopes of all commands that came; {@link #next} gives what was in them. */
    public List<Signed> commands() {
        return List.copyOf(receiver.commands);
    }

    public void send(AgentFrame frame) {
        sendText(FrameJson.write(frame));
    }

    /** Sends any text, a frame or not; returns when it is handed to TCP. */
    public void sendText(String text) {
        socket.sendText(text, true)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Takes nothing from the socket any more, except what is on its way already. */
    public void stopReading() {
        receiver.reading = false;
    }

    /** The socket itself, for what no agent does. */
    public WebSocket socket() {
        return socket;
    }

    /** The next frame of that type; others before it are dropped. */
    public <F extends ServerFrame> F next(Class<F> type) {
        return next(type, _ -> true);
    }

    /** The next frame of that type that is meant; others before it are dropped. */
    public <F extends ServerFrame> F next(Class<F> type, Predicate<F> meant) {
        return poll(type, meant, PATIENCE)
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " came"));
    }

    public <F extends ServerFrame> Optional<F> poll(Class<F> type, Predicate<F> meant, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                ServerFrame frame = received.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (frame == null) {
                    return Optional.empty();
                }
                if (type.isInstance(frame) && meant.test(type.cast(frame))) {
                    return Optional.of(type.cast(frame));
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The status with which the server closes. */
    public int closeStatus() {
        return closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Waits until the connection has ended in any way. */
    public boolean awaitEnd() {
        return closed.handle((_, _) -> true)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Breaks off, as a host that loses its power. */
    @Override
    public void close() {
        socket.abort();
    }
}

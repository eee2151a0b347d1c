package dev.portledger.server.ingest;

import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One WebSocket, read by one thread that blocks. No more is read from the socket than one message at a time and only when asked
 * for, so that a sender that is faster than the ledger is slowed down by TCP and not kept in memory.
 */
final class AgentLink {

    private static final short NORMAL_CLOSURE = 1000;

    /** What was received. */
    sealed interface Received {
        record Message(String text) implements Received {}

        /** More than {@link FrameLimits#MAX_FRAME_BYTES}; the rest was not read. */
        record TooLarge() implements Received {}

        /** Not a text message. */
        record NotText() implements Received {}

        record Closed() implements Received {}
    }

    private final ServerWebSocket socket;
    private final Context context;
    private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private Buffer partial = Buffer.buffer();

    /** Called on the socket's event loop, before anything is read. */
    AgentLink(ServerWebSocket socket) {
        this.socket = socket;
        this.context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        socket.pause();
        socket.frameHandler(this::frame);
        socket.closeHandler(_ -> end());
        socket.exceptionHandler(_ -> end());
    }

    private void end() {
        gone.complete(null);
        inbox.add(new Received.Closed());
    }

    private void frame(WebSocketFrame frame) {
        if (frame.isClose()) {
            return; // the close handler follows
        }
        boolean isData = frame.isText() || frame.isBinary() || frame.isContinuation();
        if (!isData) {
            socket.fetch(1);
            return;
        }
        if (frame.isBinary()) {
            inbox.add(new Received.NotText());
            return;
        }
        partial.appendBuffer(frame.binaryData());
        if (partial.length() > FrameLimits.MAX_FRAME_BYTES) {
            partial = Buffer.buffer();
            inbox.add(new Received.TooLarge());
        } else if (frame.isFinal()) {
            String text = partial.toString(StandardCharsets.UTF_8);
            partial = Buffer.buffer();
            inbox.add(new Received.Message(text));
        } else {
            socket.fetch(1);
        }
    }

    /** Reads the next message; empty after that time without one. */
    Optional<Received> next(Duration within) throws InterruptedException {
        Received waiting = inbox.poll();
        if (waiting == null) {
            context.runOnContext(_ -> socket.fetch(1));
            waiting = inbox.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        }
        return Optional.ofNullable(waiting);
    }

    /** Waits until the other side has read most of what it was sent, or is gone; false if neither in time. */
    boolean awaitRead(Duration within) throws InterruptedException {
        if (!isBacklogged()) {
            return true;
        }
        CompletableFuture<Void> drained = new CompletableFuture<>();
        context.runOnContext(_ -> {
            boolean waiting = unlessClosed(() -> socket.drainHandler(_ -> drained.complete(null)));
            if (!waiting || !isBacklogged()) {
                drained.complete(null);
            }
        });
        try {
            CompletableFuture.anyOf(drained, gone).get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither of the two fails", e);
        }
    }

    private boolean isBacklogged() {
        AtomicBoolean full = new AtomicBoolean();
        return unlessClosed(() -> full.set(socket.writeQueueFull())) && full.get();
    }

    /** False if the socket is closed. */
    boolean send(ServerFrame frame) {
        String text = FrameJson.write(frame);
        return unlessClosed(() -> socket.writeTextMessage(text));
    }

    /** The other side may go at any moment, so asking first whether it is there would prove nothing. */
    private static boolean unlessClosed(Runnable act) {
        try {
            act.run();
            return true;
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    void close() {
        socket.close(NORMAL_CLOSURE);
    }

    void close(ServerFrame.Goodbye goodbye) {
        if (send(goodbye)) {
            socket.close(NORMAL_CLOSURE, goodbye.code().name());
        }
    }

    static ServerFrame.Goodbye goodbye(ProblemCode code, String message, Duration retryAfter) {
        return new ServerFrame.Goodbye(code, message, Optional.of(retryAfter));
    }

    /** Of no use to come back without an operator. */
    static ServerFrame.Goodbye goodbyeForGood(ProblemCode code, String message) {
        return new ServerFrame.Goodbye(code, message, Optional.empty());
    }
}

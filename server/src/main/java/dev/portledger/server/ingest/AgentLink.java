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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

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
    private Buffer partial = Buffer.buffer();

    /** Called on the socket's event loop, before anything is read. */
    AgentLink(ServerWebSocket socket) {
        this.socket = socket;
        this.context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        socket.pause();
        socket.frameHandler(this::frame);
        socket.closeHandler(_ -> inbox.add(new Received.Closed()));
        socket.exceptionHandler(_ -> inbox.add(new Received.Closed()));
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

    /** Waits until the other side has read most of what it was sent; false if it has not in time. */
    boolean awaitRead(Duration within) throws InterruptedException {
        if (!socket.writeQueueFull()) {
            return true;
        }
        CountDownLatch drained = new CountDownLatch(1);
        context.runOnContext(_ -> {
            socket.drainHandler(_ -> drained.countDown());
            if (!socket.writeQueueFull()) {
                drained.countDown();
            }
        });
        return drained.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** False if the socket is closed. */
    boolean send(ServerFrame frame) {
        if (socket.isClosed()) {
            return false;
        }
        socket.writeTextMessage(FrameJson.write(frame));
        return true;
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

package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.FrameLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Connections by the JDK's own client, see docs/adr/0003. */
final class JdkDialer implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration SEND_WITHIN = Duration.ofSeconds(20);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("uplink-socket").daemon().factory());
    private final HttpClient client;

    /**
     * @param secure whether TLS is spoken at all: without it the host's list of authorities is not even read
     * @param trust who is trusted for TLS; the JDK's default when empty
     */
    JdkDialer(boolean secure, Optional<SSLContext> trust) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_WITHIN)
                .executor(thread);
        if (secure) {
            trust.ifPresent(builder::sslContext);
        } else {
            builder.sslContext(trustingNobody());
        }
        client = builder.build();
    }

    /** The client makes a context at once, needed or not; the default one costs some megabytes. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** @throws IOException when there is no WebSocket to be had at that address; the message is for people */
    Link dial(URI address, Link.Inbox inbox) throws IOException {
        Receiver receiver = new Receiver(inbox);
        CompletableFuture<WebSocket> connecting =
                client.newWebSocketBuilder().connectTimeout(CONNECT_WITHIN).buildAsync(address, receiver);
        return new JdkLink(await(connecting, CONNECT_WITHIN.plusSeconds(5), "connect"), receiver);
    }

    /** One request with a JSON body. */
    HttpResponse<String> post(URI address, String json) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(CONNECT_WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return await(
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString()),
                CONNECT_WITHIN.multipliedBy(2),
                "answer");
    }

    private static <T> T await(Future<T> future, Duration atMost, String what) throws IOException {
        try {
            return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no " + what + " within " + atMost.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw new IOException(ConnectFailure.text(e.getCause()), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        thread.shutdownNow();
    }

    private record JdkLink(WebSocket socket, Receiver receiver) implements Link {

        @Override
        public void send(String text) throws IOException {
            await(socket.sendText(text, true), SEND_WITHIN, "progress in sending");
        }

        @Override
        public void close() {
            receiver.done = true;
            socket.abort();
        }
    }

    /** Puts the pieces of messages together; asks for the next piece when the last one has been taken. */
    private static final class Receiver implements WebSocket.Listener {

        private final Link.Inbox inbox;
        private final StringBuilder pieces = new StringBuilder();
        private volatile boolean done;

        Receiver(Link.Inbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (pieces.length() + data.length() > FrameLimits.MAX_FRAME_BYTES) {
                end("the server sent a frame that is too large");
                socket.abort();
                return null;
            }
            pieces.append(data);
            if (last) {
                String text = pieces.toString();
                pieces.setLength(0);
                pieces.trimToSize();
                inbox.text(text);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end("the server closed the connection" + (reason.isEmpty() ? "" : ": " + reason) + " (" + status + ")");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end("the connection broke: " + ConnectFailure.text(error));
        }

        private void end(String reason) {
            if (!done) {
                done = true;
                inbox.closed(reason);
            }
        }
    }
}

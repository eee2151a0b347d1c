package dev.portledger.server.live;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.server.testing.SignedIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A browser's end of the live feed, which keeps what it is told. */
final class TestingBrowser implements WebSocket.Listener {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    /**
     * Opens the feed of a session.
     *
     * @param cookie the session's
     * @param header a name and a value, or nothing
     */
    WebSocket open(URI server, String cookie, String... header) {
        var builder = CLIENT.newWebSocketBuilder().header("Cookie", SignedIn.COOKIE + "=" + cookie);
        if (header.length == 2) {
            builder.header(header[0], header[1]);
        }
        return builder.buildAsync(
                        URI.create(server.toString().replaceFirst("^http", "ws"))
                                .resolve("/live"),
                        this)
                .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                frames.add(new ObjectMapper().readTree(text.toString()));
            } catch (JsonProcessingException e) {
                closed.completeExceptionally(e);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    List<String> kinds() {
        return frames.stream().map(frame -> frame.get("kind").textValue()).toList();
    }

    void awaitKind(String kind) {
        await().atMost(PATIENCE).until(() -> kinds().contains(kind));
    }

    /** Waits for a frame that is meant. */
    void awaitFrame(String what, Predicate<JsonNode> meant) {
        await(what).atMost(PATIENCE).until(() -> frames.stream().anyMatch(meant));
    }
}

package dev.portledger.bench.server;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.HelloProof;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server's side of an agent: a host of its own, enrolled past the API, that says hello and sends what it is given. */
final class AgentStandIn implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final UUID hostId = UUID.randomUUID();
    private final UUID bootId = UUID.randomUUID();
    private final Instant bootedAt = Instant.now().minus(Duration.ofDays(3));
    private final KeyPair keys;
    private final BlockingQueue<ServerFrame> received = new LinkedBlockingQueue<>();
    private @Nullable WebSocket socket;

    AgentStandIn(Connection owner, String name) throws GeneralSecurityException, SQLException {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        try (var insert = owner.prepareStatement("insert into host (host_id, name, public_key) values (?, ?, ?)")) {
            insert.setObject(1, hostId);
            insert.setString(2, name);
            insert.setBytes(3, keys.getPublic().getEncoded());
            insert.executeUpdate();
        }
    }

    UUID bootId() {
        return bootId;
    }

    /** @param epoch higher than at the connection before */
    void connect(HttpClient client, URI server, long epoch)
            throws GeneralSecurityException, IOException, InterruptedException {
        URI address = URI.create(server.toString().replaceFirst("^http", "ws")).resolve("/agent/v1");
        socket =
                client.newWebSocketBuilder().buildAsync(address, new Receiver()).join();
        String nonce = next(ServerFrame.Challenge.class).nonce();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(HelloProof.message(nonce, hostId, epoch));
        send(FrameJson.write(new AgentFrame.Hello(
                FrameLimits.MIN_PROTOCOL,
                FrameLimits.MAX_PROTOCOL,
                hostId,
                Base64.getEncoder().encodeToString(signature.sign()),
                bootId,
                bootedAt,
                epoch,
                Optional.empty(),
                0,
                List.of(),
                List.of(),
                "bench",
                "Ubuntu 24.04.3 LTS",
                "6.8.0-87-generic",
                "0.1.0",
                Instant.now(),
                Optional.empty())));
        next(ServerFrame.Welcome.class);
    }

    /** Hands frames to TCP, one after the other. */
    void send(String... frames) throws IOException {
        WebSocket open = socket;
        if (open == null) {
            throw new IOException("not connected");
        }
        for (String frame : frames) {
            open.sendText(frame, true).join();
        }
    }

    /** Waits until everything up to there is committed. */
    void awaitCommitted(Position position) throws IOException, InterruptedException {
        while (next(ServerFrame.Ack.class).position().compareTo(position) < 0) {
            // of an earlier part
        }
    }

    private <F extends ServerFrame> F next(Class<F> type) throws IOException, InterruptedException {
        while (true) {
            ServerFrame frame = received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (type.isInstance(frame)) {
                return type.cast(frame);
            }
            if (frame == null || frame instanceof ServerFrame.Goodbye) {
                throw new IOException("instead of " + type.getSimpleName() + " there came " + frame);
            }
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    received.add(FrameJson.readServerFrame(text.toString()));
                } catch (FrameException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    /** Breaks off, as an agent that ends. */
    void disconnect() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
            socket = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}

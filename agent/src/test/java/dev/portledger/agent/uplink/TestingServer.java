package dev.portledger.agent.uplink;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.HelloProof;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.trust.CommandKeySet;
import dev.portledger.domain.trust.NewHostKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server of one host, that keeps its ledger in memory and complains of whatever the protocol does not allow. */
final class TestingServer implements AutoCloseable {

    static final String TOKEN = "correct-horse";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpServerOptions options;
    private @Nullable HttpServer server;
    private @Nullable ServerWebSocket connection;
    private int port;
    private SigningKey commandKey = SigningKey.generate();
    private Signed keys = statement(1, List.of(commandKey), commandKey);
    private Optional<AgentFrame.Hello> hello = Optional.empty();
    private Instant heard = Instant.EPOCH;
    private long heardAt;
    private long commands;
    private Duration clockOffset = Duration.ZERO;
    private String nonce = "";

    private final Map<UUID, PublicKey> hosts = new HashMap<>();
    private final List<AgentFrame> frames = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Map<SocketKey, Listener> ledger = new HashMap<>();
    private final Map<SocketKey, Listener> listed = new HashMap<>();
    private Optional<Position> applied = Optional.empty();
    private long digest;
    private int hellos;
    private int requests;
    private int repeated;
    private boolean acknowledges = true;
    private Optional<ServerFrame.Goodbye> dismissal = Optional.empty();

    TestingServer() {
        this(new HttpServerOptions());
    }

    private TestingServer(HttpServerOptions options) {
        this.options = options.setMaxWebSocketFrameSize(FrameLimits.MAX_FRAME_BYTES)
                .setMaxWebSocketMessageSize(FrameLimits.MAX_FRAME_BYTES);
        start();
    }

    static TestingServer withTls(Path key, Path certificate) {
        return new TestingServer(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions().setKeyPath(key.toString()).setCertPath(certificate.toString())));
    }

    /** Listens, on the same port as before if it was stopped. */
    void start() {
        HttpServer fresh =
                vertx.createHttpServer(options).requestHandler(this::enrol).webSocketHandler(this::connected);
        await(fresh.listen(port, "localhost"));
        port = fresh.actualPort();
        server = fresh;
    }

    void stop() {
        HttpServer current = server;
        if (current != null) {
            await(current.close());
        }
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    URI address() {
        return URI.create((options.isSsl() ? "https" : "http") + "://localhost:" + port);
    }

    private void enrol(HttpServerRequest request) {
        countRequest();
        request.body().onSuccess(body -> {
            JsonObject json = body.toJsonObject();
            boolean good = "/api/enrolments".equals(request.path()) && TOKEN.equals(json.getString("token"));
            if (good) {
                put(UUID.fromString(json.getString("hostId")), json.getString("publicKey"));
            }
            request.response()
                    .setStatusCode(good ? 201 : 403)
                    .end(good ? "{\"commandKeys\":" + json(keys()) + "}" : "{\"code\":\"enrolment_token_invalid\"}");
        });
    }

    private static String json(Signed signed) {
        return new String(FrameJson.payload(signed), java.nio.charset.StandardCharsets.UTF_8);
    }

    private synchronized void put(UUID host, String publicKey) {
        try {
            byte[] encoded = Base64.getDecoder().decode(publicKey);
            hosts.put(host, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    synchronized void forgetHosts() {
        hosts.clear();
    }

    private synchronized void connected(ServerWebSocket socket) {
        connection = socket;
        nonce = Base64.getEncoder()
                .encodeToString(UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        socket.textMessageHandler(text -> received(socket, text));
        send(new ServerFrame.Challenge(nonce));
    }

    @SuppressWarnings("ReferenceEquality") // this very connection
    private synchronized void received(ServerWebSocket socket, String text) {
        if (socket != connection) {
            return;
        }
        try {
            AgentFrame frame = FrameJson.readAgentFrame(text);
            frames.add(frame);
            switch (frame) {
                case AgentFrame.Hello hello -> hello(hello);
                case AgentFrame.Numbered numbered -> numbered(numbered);
                case AgentFrame.Heartbeat beat -> {
                    heard(beat.now());
                    send(new ServerFrame.HeartbeatAnswer(beat.now(), now()));
                }
                case AgentFrame.KeyChange change -> changeKey(change);
                case AgentFrame.KeysKnown _,
                        AgentFrame.Condition _,
                        AgentFrame.Evidence _,
                        AgentFrame.Witness _,
                        AgentFrame.Cosigned _,
                        AgentFrame.CheckpointRefused _ -> {}
                case AgentFrame.Unrecognized unrecognized -> complaints.add("an unrecognized frame");
            }
        } catch (FrameException e) {
            complaints.add(e.code() + " " + e.getMessage());
        }
    }

    private void hello(AgentFrame.Hello hello) {
        hellos++;
        this.hello = Optional.of(hello);
        commands = 0;
        heard(hello.now());
        if (dismissal.isPresent()) {
            send(dismissal.get());
            dismissal = Optional.empty();
            return;
        }
        String next = nextKeys.get(hello.hostId());
        if (next != null && isSigned(hello, next)) {
            put(hello.hostId(), next);
            nextKeys.remove(hello.hostId());
        }
        PublicKey key = hosts.get(hello.hostId());
        if (key == null) {
            send(new ServerFrame.Goodbye(ProblemCode.HOST_UNKNOWN, "no such host", Optional.empty()));
            return;
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(HelloProof.message(nonce, hello.hostId(), hello.epoch()));
            if (!signature.verify(Base64.getDecoder().decode(hello.signature()))) {
                complaints.add("the signature is wrong");
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        boolean resume = applied.isPresent()
                && applied.get().epoch() == hello.epoch()
                && (!hello.acknowledged().equals(applied) || hello.digest() == digest);
        send(new ServerFrame.Welcome(
                1,
                List.of(),
                resume ? ServerFrame.Start.RESUME : ServerFrame.Start.SNAPSHOT,
                applied,
                now(),
                Duration.ofMillis(200)));
    }

    private boolean isSigned(AgentFrame.Hello hello, String publicKey) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
            signature.update(HelloProof.message(nonce, hello.hostId(), hello.epoch()));
            return signature.verify(Base64.getDecoder().decode(hello.signature()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void numbered(AgentFrame.Numbered frame) {
        Position position = frame.position();
        if (applied.isPresent() && position.compareTo(applied.get()) <= 0) {
            repeated++;
        } else {
            boolean follows = applied.map(before -> before.isFollowedBy(position)
                            || (position.epoch() > before.epoch() && position.sequence() == 1))
                    .orElse(position.sequence() == 1);
            if (!follows) {
                complaints.add(position + " after " + applied);
            }
            applied = Optional.of(position);
            apply(frame);
        }
        if (acknowledges) {
            send(new ServerFrame.Ack(applied.orElseThrow()));
        }
    }

    private void apply(AgentFrame.Numbered frame) {
        switch (frame) {
            case AgentFrame.Snapshot snapshot -> {
                if (snapshot.part() == 0) {
                    listed.clear();
                }
                snapshot.listeners().forEach(listener -> listed.put(listener.key(), listener));
                if (snapshot.last()) {
                    ledger.clear();
                    ledger.putAll(listed);
                    compare(snapshot.digest());
                }
            }
            case AgentFrame.Delta delta -> {
                delta.closed()
                        .forEach(closed -> expect(ledger.remove(closed.key()) != null, "closed what was not open"));
                delta.opened()
                        .forEach(opened -> expect(
                                ledger.put(opened.listener().key(), opened.listener()) == null,
                                "opened what was open"));
                delta.changed()
                        .forEach(changed -> expect(
                                ledger.put(changed.listener().key(), changed.listener()) != null,
                                "changed what was not open"));
                compare(delta.digest());
            }
            case AgentFrame.Gap gap -> expect(!gap.to().isBefore(gap.from()), "a gap that runs backwards");
            case AgentFrame.StopProgress progress -> {}
            case AgentFrame.StopResult result -> {}
            case AgentFrame.FailedBinds failed -> {}
            case AgentFrame.CommandRefused refused -> {}
        }
    }

    private void expect(boolean right, String otherwise) {
        if (!right) {
            complaints.add(otherwise);
        }
    }

    private void compare(long theirs) {
        digest = TableDigest.of(ledger.keySet());
        expect(digest == theirs, "the digests differ");
    }

    private void heard(Instant now) {
        heard = now;
        heardAt = System.nanoTime();
    }

    /** Sets this server's clock wrong by so much. */
    synchronized void setClockOffset(Duration offset) {
        clockOffset = offset;
    }

    private Instant now() {
        return Instant.now().plus(clockOffset);
    }

    /** The statement of its command keys. */
    synchronized Signed keys() {
        return keys;
    }

    synchronized SigningKey commandKey() {
        return commandKey;
    }

    /** Signs with another key from here on, and shows that one to who enrols. */
    synchronized void useCommandKey(SigningKey key, Signed statement) {
        commandKey = key;
        keys = statement;
    }

    static Signed statement(long serial, List<SigningKey> keys, SigningKey by) {
        List<String> texts = keys.stream().map(key -> key.publicKey().text()).toList();
        return by.sign(Purpose.COMMAND_KEYS, FrameJson.payload(new CommandKeySet(serial, texts)));
    }

    /** A command for the agent that is connected, good for half a minute from now; a test may change it. */
    synchronized CommandBody body(ServerFrame.Act act) {
        AgentFrame.Hello last = hello.orElseThrow();
        return new CommandBody(
                last.hostId(),
                last.trust().orElseThrow().session(),
                ++commands,
                heard,
                Duration.ofNanos(System.nanoTime() - heardAt).plusSeconds(30),
                act);
    }

    /** Sends a command as it has to be. */
    void command(ServerFrame.Act act) {
        send(new ServerFrame.Command(
                commandKey().sign(Purpose.COMMAND, body(act).bytes())));
    }

    private void changeKey(AgentFrame.KeyChange change) {
        UUID host = hello.orElseThrow().hostId();
        var current = dev.portledger.domain.trust.PublicKey.of(
                Objects.requireNonNull(hosts.get(host)).getEncoded());
        NewHostKey wanted = current.open(Purpose.HOST_KEY, change.change())
                .flatMap(payload -> FrameJson.payload(payload, NewHostKey.class))
                .orElseThrow();
        var next = dev.portledger.domain.trust.PublicKey.of(wanted.publicKey());
        expect(
                next.open(Purpose.HOST_KEY, change.possession()).isPresent()
                        && wanted.hostId().equals(host),
                "a key change that proves nothing");
        keyChanges++;
        if (takesKeyChanges) {
            nextKeys.put(host, wanted.publicKey());
            command(new ServerFrame.KeyAccepted(next.id()));
        }
    }

    private final Map<UUID, String> nextKeys = new HashMap<>();
    private int keyChanges;
    private boolean takesKeyChanges = true;

    synchronized int keyChanges() {
        return keyChanges;
    }

    /** Whether it answers to who wants another key. */
    synchronized void takeKeyChanges(boolean on) {
        takesKeyChanges = on;
    }

    /** The id of the key that a host is known by. */
    synchronized String keyIdOf(UUID host) {
        return dev.portledger.domain.trust.PublicKey.of(
                        Objects.requireNonNull(hosts.get(host)).getEncoded())
                .id();
    }

    /** Sends a frame to the agent, if one is connected. */
    synchronized void send(ServerFrame frame) {
        ServerWebSocket current = connection;
        if (current != null && !current.isClosed()) {
            current.writeTextMessage(FrameJson.write(frame));
        }
    }

    /** Sends any text. */
    synchronized void sendText(String text) {
        ServerWebSocket current = connection;
        if (current != null && !current.isClosed()) {
            current.writeTextMessage(text);
        }
    }

    /** Cuts the connection without a word. */
    synchronized void cut() {
        ServerWebSocket current = connection;
        if (current != null) {
            current.close();
        }
        connection = null;
    }

    synchronized void acknowledge(boolean on) {
        acknowledges = on;
    }

    /** Answers the next hello with this. */
    synchronized void dismissNext(ServerFrame.Goodbye goodbye) {
        dismissal = Optional.of(goodbye);
    }

    private synchronized void countRequest() {
        requests++;
    }

    /** Requests other than for a WebSocket. */
    synchronized int requests() {
        return requests;
    }

    synchronized int hellos() {
        return hellos;
    }

    synchronized int repeated() {
        return repeated;
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    synchronized Optional<Position> applied() {
        return applied;
    }

    synchronized <T extends AgentFrame> List<T> frames(Class<T> kind) {
        return frames.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The TCP or UDP listener on that port, if the ledger has one. */
    synchronized Optional<Listener> listenerOn(int number) {
        return ledger.values().stream()
                .filter(listener -> listener.key().endpoint().port() == number)
                .findFirst();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}

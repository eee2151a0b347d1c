package dev.portledger.server.testing;

import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.finding.Sysctls;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.CommandTrust;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.HelloProof;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.server.trust.CommandKeys;
import io.quarkus.arc.Arc;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent as a test moves it: it keeps a table, numbers its frames, keeps them until they are acknowledged, and goes on after a
 * welcome as it is told. Its clock may be wrong. Acknowledgements are taken in by {@link #awaitAcknowledged}.
 */
public final class TestingAgent implements AutoCloseable {

    /** A frame that is not acknowledged yet, and the digest of the table after it. */
    private record Kept(AgentFrame.Numbered frame, long digest) {}

    private final URI server;
    private final UUID hostId;
    private final KeyPair keys;
    private final Map<SocketKey, Listener> table = new LinkedHashMap<>();
    private final List<Kept> outbox = new ArrayList<>();
    private Duration clockOffset = Duration.ZERO;
    private UUID bootId = UUID.randomUUID();
    private Instant bootedAt = Instant.now().minus(1, ChronoUnit.HOURS);
    private long epoch = 1;
    private long sequence;
    private Optional<Position> acknowledged = Optional.empty();
    private long acknowledgedDigest;
    private Instant lastLook;
    private Instant lastNow = Instant.EPOCH;
    private final String session = UUID.randomUUID().toString();
    private HttpClient client = TestingLink.CLIENT;
    private @Nullable TestingLink link;

    private TestingAgent(URI server, UUID hostId, KeyPair keys) {
        this.server = server;
        this.hostId = hostId;
        this.keys = keys;
        this.lastLook = now();
    }

    /** An agent of a new host, enrolled by writing its row. */
    public static TestingAgent enrolled(URI server, TestingPostgres postgres, String hostname) {
        try {
            TestingAgent agent = new TestingAgent(
                    server,
                    UUID.randomUUID(),
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            try (var connection = postgres.connect();
                    var insert = connection.prepareStatement(
                            "insert into host (host_id, name, public_key) values (?, ?, ?)")) {
                insert.setObject(1, agent.hostId);
                insert.setString(2, hostname);
                insert.setBytes(3, agent.keys.getPublic().getEncoded());
                insert.executeUpdate();
            }
            return agent;
        } catch (GeneralSecurityException | SQLException e) {
            throw new IllegalStateException("the host could not be enrolled", e);
        }
    }

    /** An agent of a host that nobody has enrolled. */
    public static TestingAgent unknown(URI server) {
        try {
            return new TestingAgent(
                    server,
                    UUID.randomUUID(),
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The agent of the same host and boot after its folder was lost, except for the key. */
    public TestingAgent withoutItsState() {
        disconnect();
        TestingAgent reborn = new TestingAgent(server, hostId, keys);
        reborn.bootId = bootId;
        reborn.bootedAt = bootedAt;
        return reborn;
    }

    /** Connects by this client from now on, which knows whom to trust. */
    public TestingAgent by(HttpClient trusting) {
        client = trusting;
        return this;
    }

    public UUID hostId() {
        return hostId;
    }

    public UUID bootId() {
        return bootId;
    }

    public KeyPair keys() {
        return keys;
    }

    /** The agent's clock, which may be wrong; microseconds, as the ledger keeps them, and never the same time twice. */
    public Instant now() {
        Instant time = Instant.now().plus(clockOffset).truncatedTo(ChronoUnit.MICROS);
        lastNow = time.isAfter(lastNow) ? time : lastNow.plus(1, ChronoUnit.MICROS);
        return lastNow;
    }

    public void setClockOffset(Duration offset) {
        clockOffset = offset;
        lastNow = Instant.EPOCH;
        lastLook = now();
    }

    public TestingLink link() {
        if (link == null) {
            throw new IllegalStateException("not connected");
        }
        return link;
    }

    /** Connects, says hello, and goes on as it is told: sends what it has kept, then a snapshot if need be. */
    public ServerFrame.Welcome connect() {
        TestingLink opened = openLink();
        ServerFrame.Challenge challenge = opened.next(ServerFrame.Challenge.class);
        opened.send(hello(challenge.nonce()));
        ServerFrame.Welcome welcome = opened.next(ServerFrame.Welcome.class);
        welcome.applied().ifPresent(this::forgetUpTo);
        outbox.forEach(kept -> link().send(kept.frame()));
        if (welcome.start() == ServerFrame.Start.SNAPSHOT) {
            snapshot();
        }
        return welcome;
    }

    /** Opens a connection and says nothing yet. */
    public TestingLink openLink() {
        link = TestingLink.open(server, client, List.of());
        return link;
    }

    /** A hello of an agent that takes commands by the key that the server has now. */
    public AgentFrame.Hello hello(String nonce) {
        return trusting(helloWithoutTrust(nonce));
    }

    private AgentFrame.Hello trusting(AgentFrame.Hello hello) {
        try {
            CommandKeys.State keys =
                    Arc.container().instance(CommandKeys.class).get().state();
            return hello.trusting(new CommandTrust(session, keys.serial(), List.of(keys.keyId())));
        } catch (SQLException e) {
            throw new IllegalStateException("the server's key could not be read", e);
        }
    }

    /** What the agent put into its hello for the commands of its connections. */
    public String session() {
        return session;
    }

    /** A hello of an agent that takes no commands. */
    public AgentFrame.Hello helloWithoutTrust(String nonce) {
        return new AgentFrame.Hello(
                FrameLimits.MIN_PROTOCOL,
                FrameLimits.MAX_PROTOCOL,
                hostId,
                sign(nonce),
                bootId,
                bootedAt.plus(clockOffset),
                epoch,
                acknowledged,
                acknowledgedDigest,
                List.of(),
                List.of(),
                "host-" + hostId,
                "Test OS 1",
                "6.0.0-test",
                "0.0-test",
                now(),
                Optional.of(Listeners.NETNS));
    }

    private String sign(String nonce) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(HelloProof.message(nonce, hostId, epoch));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loses the connection and goes on watching. */
    public void disconnect() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    public boolean isConnected() {
        return link != null;
    }

    /** Sends everything once more that is not known to be committed. */
    public void sendAgain() {
        outbox.forEach(kept -> link().send(kept.frame()));
    }

    /** Ends and starts again: a new epoch, after a time in which nobody watched. */
    public void restart() {
        disconnect();
        epoch++;
        sequence = 0;
    }

    /** The host boots again: nothing of before is left. */
    public void reboot(Instant at) {
        restart();
        table.clear();
        bootId = UUID.randomUUID();
        bootedAt = at;
    }

    /** The position of the next numbered frame, which a test then makes itself. */
    public Position nextPosition() {
        return new Position(epoch, ++sequence);
    }

    /** What the agent sees without saying so. */
    public void put(Listener listener) {
        table.put(listener.key(), listener);
    }

    public void remove(SocketKey key) {
        table.remove(key);
    }

    public Map<SocketKey, Listener> table() {
        return table;
    }

    public long digest() {
        return TableDigest.of(table.keySet());
    }

    /** Sends the whole table, in parts of 400. */
    public Position snapshot() {
        Instant at = look();
        List<Listener> all = List.copyOf(table.values());
        int parts = Math.max(1, Math.ceilDiv(all.size(), FrameLimits.MAX_LISTENERS_PER_FRAME));
        for (int part = 0; part < parts; part++) {
            int from = part * FrameLimits.MAX_LISTENERS_PER_FRAME;
            int to = Math.min(all.size(), from + FrameLimits.MAX_LISTENERS_PER_FRAME);
            keepAndSend(new AgentFrame.Snapshot(
                    nextPosition(),
                    bootId,
                    part,
                    part == parts - 1,
                    at,
                    all.subList(from, to),
                    List.of(),
                    List.of(),
                    digest()));
        }
        return position();
    }

    public Position open(Listener... listeners) {
        Instant before = lastLook;
        Instant at = look();
        List<Opened> opened = new ArrayList<>();
        for (Listener listener : listeners) {
            put(listener);
            opened.add(new Opened(listener, between(before, at)));
        }
        return delta(at, opened, List.of(), List.of(), List.of());
    }

    public Position close(SocketKey key) {
        Instant before = lastLook;
        Instant at = look();
        remove(key);
        return delta(at, List.of(), List.of(new Closed(key, between(before, at))), List.of(), List.of());
    }

    public Position change(Listener listener) {
        Instant before = lastLook;
        Instant at = look();
        put(listener);
        return delta(at, List.of(), List.of(), List.of(new Changed(listener, between(before, at))), List.of());
    }

    public Position connections(ConnectionCount... counts) {
        return delta(look(), List.of(), List.of(), List.of(), List.of(counts));
    }

    /** Tells of binds that failed. */
    public Position failed(FailedBindSeries... failed) {
        return keepAndSend(new AgentFrame.FailedBinds(nextPosition(), bootId, now(), List.of(failed)));
    }

    private static Moment between(Instant before, Instant at) {
        return new Moment.BetweenLooks(Optional.of(before), at);
    }

    /** A look that finds nothing: the agent has watched until now. */
    public Instant look() {
        lastLook = now();
        return lastLook;
    }

    public Instant lastLook() {
        return lastLook;
    }

    private Position delta(
            Instant at, List<Opened> opened, List<Closed> closed, List<Changed> changed, List<ConnectionCount> counts) {
        return keepAndSend(
                new AgentFrame.Delta(nextPosition(), at, opened, closed, changed, counts, List.of(), digest()));
    }

    /** Says that nobody watched; a snapshot has to follow. */
    public Position gap(Instant from, Instant to) {
        return keepAndSend(new AgentFrame.Gap(nextPosition(), from, to, "the test says so"));
    }

    /** Keeps a frame with the next position and sends it if there is a connection. */
    public Position keepAndSend(AgentFrame.Numbered frame) {
        outbox.add(new Kept(frame, digest()));
        if (link != null) {
            link.send(frame);
        }
        return frame.position();
    }

    /** Says how it stands with the host. */
    public void condition(List<Facility> facilities, Sysctls sysctls) {
        link().send(new AgentFrame.Condition(now(), facilities, sysctls));
    }

    /** Says that nothing has changed until now. */
    public void heartbeat() {
        Instant now = look();
        link().send(new AgentFrame.Heartbeat(now, now, position(), Optional.empty(), 50_000_000, outbox.size()));
    }

    /** The last numbered frame. */
    public Position position() {
        return new Position(epoch, sequence);
    }

    public Optional<Position> acknowledged() {
        return acknowledged;
    }

    /** Waits until everything is committed. */
    public void awaitAcknowledged() {
        while (!outbox.isEmpty()) {
            forgetUpTo(link().next(ServerFrame.Ack.class).position());
        }
    }

    /** Takes in what the server has committed, as after an acknowledgement. */
    public void forgetUpTo(Position committed) {
        for (Kept kept : outbox) {
            if (kept.frame().position().compareTo(committed) <= 0) {
                acknowledged = Optional.of(kept.frame().position());
                acknowledgedDigest = kept.digest();
            }
        }
        outbox.removeIf(kept -> kept.frame().position().compareTo(committed) <= 0);
    }

    @Override
    public void close() {
        disconnect();
    }
}

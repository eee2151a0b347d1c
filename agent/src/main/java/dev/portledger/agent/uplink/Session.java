package dev.portledger.agent.uplink;

import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.witness.LogWitness;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.AgentFrame.Condition;
import dev.portledger.domain.frame.AgentFrame.Heartbeat;
import dev.portledger.domain.frame.AgentFrame.KeyChange;
import dev.portledger.domain.frame.AgentFrame.KeysKnown;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.ServerFrame.Start;
import dev.portledger.domain.frame.ServerFrame.Welcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the challenge to its end. All frames are sent and handled by the thread that runs it; others only put events
 * into its queue.
 *
 * <p>Frames are sent as long as what is in flight, sent and not yet acknowledged, stays within a window: a server that commits
 * slowly is not flooded, and what it has not taken stays in the outbox, on disk.
 */
final class Session implements AutoCloseable, Link.Inbox {

    /** What a session needs of the agent. */
    record Parts(
            HelloFrames hellos,
            HostClock clock,
            Outbox outbox,
            LookLoop looks,
            ServerCommands commands,
            LogWitness witness,
            HostTrust trust) {}

    private sealed interface Event {
        record Text(String text) implements Event {}

        record Answer(AgentFrame frame) implements Event {}

        record End(SessionEnd end) implements Event {}

        /** There is something new in the outbox. */
        record Wake() implements Event {}
    }

    private record InFlight(Position position, int bytes) {}

    private static final Logger LOG = Logger.getLogger(Session.class);
    private static final int WINDOW_FRAMES = 64;
    private static final int WINDOW_BYTES = 2 * FrameLimits.MAX_FRAME_BYTES;
    private static final int QUEUED_EVENTS = 256;

    private final Parts parts;
    private final Runnable onWelcome;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(QUEUED_EVENTS);
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean closed;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private int bytesInFlight;
    private @Nullable Link link;
    private @Nullable SessionEnd end;
    private boolean welcome;
    private Optional<Position> sent = Optional.empty();
    private Optional<LookLoop.Told> covered = Optional.empty();
    private Optional<Condition> saidOfHost = Optional.empty();
    private long heardAt = System.nanoTime();
    private long nextHeartbeat;
    private Duration heartbeatEvery = FrameLimits.HEARTBEAT_EVERY;
    private Optional<Duration> roundTrip = Optional.empty();
    private long epoch;
    private final SignedCommands signed;

    Session(Parts parts, Runnable onWelcome) {
        this.parts = parts;
        this.onWelcome = onWelcome;
        signed = new SignedCommands(parts.trust(), parts.clock(), parts.commands());
    }

    /** @throws IOException when no connection comes about */
    SessionEnd run(JdkDialer dialer, URI address) throws IOException {
        link = dialer.dial(address, this);
        heardAt = System.nanoTime();
        while (end == null) {
            Event event = nextEvent();
            if (event != null) {
                handle(event);
            }
            if (welcome && end == null) {
                pump();
                heartbeat();
            }
            if (end == null && sinceHeard().compareTo(FrameLimits.SILENCE) > 0) {
                end = new SessionEnd.Lost("the server is silent for " + FrameLimits.SILENCE.toSeconds() + " s");
            }
        }
        return end;
    }

    private @Nullable Event nextEvent() throws IOException {
        long wait = FrameLimits.SILENCE.minus(sinceHeard()).toNanos();
        if (welcome) {
            wait = Math.min(wait, nextHeartbeat - System.nanoTime());
        }
        try {
            return events.poll(Math.max(wait, 1), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private Duration sinceHeard() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    private void handle(Event event) throws IOException {
        switch (event) {
            case Event.Text text -> {
                heardAt = System.nanoTime();
                try {
                    handle(FrameJson.readServerFrame(text.text()));
                } catch (FrameException e) {
                    end = new SessionEnd.Lost(
                            "the server sent a frame that cannot be read, " + e.code() + ": " + e.getMessage());
                }
            }
            case Event.Answer answer -> send(FrameJson.write(answer.frame()));
            case Event.End over -> end = over.end();
            case Event.Wake wake -> awake.set(false);
        }
    }

    private void handle(ServerFrame frame) throws IOException {
        switch (frame) {
            case ServerFrame.Challenge challenge -> {
                epoch = parts.outbox().epoch();
                send(FrameJson.write(parts.hellos().answer(challenge, signed.gate())));
            }
            case Welcome accepted -> {
                welcome(accepted);
                if (welcome) {
                    send(FrameJson.write(parts.witness().standing()));
                }
            }
            case ServerFrame.Ack ack -> acknowledge(ack.position());
            case ServerFrame.HeartbeatAnswer answer -> compareClocks(answer);
            case ServerFrame.Resync resync -> {
                LOG.infof("the server asks for a snapshot, %s: %s", resync.reason(), resync.message());
                parts.outbox().requireSnapshot();
                parts.looks().lookNow();
            }
            case ServerFrame.Inspect inspect -> parts.commands().inspect(inspect, this::answer);
            case ServerFrame.Command command -> carryOut(command);
            case ServerFrame.Act act -> signed.unsigned(act);
            case ServerFrame.CommandKeys keys -> {
                Optional<KeysKnown> known = signed.follow(keys.signed());
                if (known.isPresent()) {
                    send(FrameJson.write(known.get()));
                }
            }
            case ServerFrame.Checkpoint checkpoint -> parts.witness().take(checkpoint, this::answer);
            case ServerFrame.Goodbye goodbye -> end = new SessionEnd.Dismissed(goodbye);
            case ServerFrame.Unrecognized later -> LOG.debug("a frame of a later protocol is ignored");
        }
    }

    private void carryOut(ServerFrame.Command command) throws IOException {
        switch (signed.carryOut(command.signed())) {
            case GO_ON -> {}
            case NEW_KEY_WANTED -> tellOfNewKey();
            case NEW_KEY -> end = new SessionEnd.Restart("the host has a new key");
        }
    }

    /** Until the server has answered, at each heartbeat: `rotate-key` makes the key beside the running agent. */
    private void tellOfNewKey() throws IOException {
        Optional<KeyChange> change = parts.trust().keys().change(parts.trust().hostId());
        if (change.isPresent()) {
            send(FrameJson.write(change.get()));
        }
    }

    private void welcome(Welcome accepted) {
        heartbeatEvery = accepted.heartbeatEvery();
        nextHeartbeat = System.nanoTime();
        Outbox outbox = parts.outbox();
        Optional<Position> applied = accepted.applied();
        if (applied.isPresent() && applied.get().compareTo(outbox.lastAppended()) > 0) {
            outbox.overtake(applied.get());
            end = new SessionEnd.Restart("the server knows a later state than this agent");
            return;
        }
        applied.ifPresent(outbox::acknowledge);
        if (accepted.start() == Start.SNAPSHOT) {
            outbox.requireSnapshotAfter(applied);
            parts.looks().lookNow();
        }
        sent = applied;
        welcome = true;
        onWelcome.run();
    }

    private void acknowledge(Position position) {
        parts.outbox().acknowledge(position);
        while (!inFlight.isEmpty() && inFlight.getFirst().position().compareTo(position) <= 0) {
            bytesInFlight -= inFlight.removeFirst().bytes();
        }
    }

    private void compareClocks(ServerFrame.HeartbeatAnswer answer) {
        Instant now = parts.clock().instant();
        Duration trip = Duration.between(answer.echo(), now);
        roundTrip = Optional.of(trip);
    }

    private void pump() throws IOException {
        if (parts.outbox().epoch() != epoch) {
            end = new SessionEnd.Restart("the outbox has begun a new epoch");
            return;
        }
        while (inFlight.size() < WINDOW_FRAMES && bytesInFlight < WINDOW_BYTES) {
            Optional<LookLoop.Told> told = parts.looks().last();
            Optional<Outbox.Next> next = parts.outbox().after(sent);
            if (next.isEmpty()) {
                covered = told.isPresent() ? told : covered;
                return;
            }
            Outbox.Next frame = next.get();
            if (frame.position().epoch() > epoch) {
                end = new SessionEnd.Restart("the outbox has begun a new epoch");
                return;
            }
            send(frame.text());
            sent = Optional.of(frame.position());
            int bytes = frame.text().getBytes(StandardCharsets.UTF_8).length;
            inFlight.add(new InFlight(frame.position(), bytes));
            bytesInFlight += bytes;
        }
    }

    /** Says how far the server's ledger is complete: up to the last look of which every frame has been sent. */
    private void heartbeat() throws IOException {
        if (System.nanoTime() - nextHeartbeat < 0) {
            return;
        }
        nextHeartbeat = System.nanoTime() + heartbeatEvery.toNanos();
        condition();
        tellOfNewKey();
        parts.trust().refused().tellDue(parts.clock().instant());
        if (covered.isPresent()) {
            Instant now = parts.clock().instant();
            signed.gate().said(now);
            send(FrameJson.write(new Heartbeat(
                    now,
                    covered.get().at(),
                    covered.get().told(),
                    roundTrip,
                    HostFacts.residentBytes(),
                    parts.outbox().waiting())));
        }
    }

    /** Says how it stands with the host, if that is not what was said last. */
    private void condition() throws IOException {
        Condition now = parts.hellos().condition();
        boolean same = saidOfHost
                .filter(said -> said.facilities().equals(now.facilities())
                        && said.sysctls().equals(now.sysctls())
                        && said.policy().equals(now.policy()))
                .isPresent();
        if (!same) {
            send(FrameJson.write(now));
            saidOfHost = Optional.of(now);
        }
    }

    private void send(String text) throws IOException {
        Link current = link;
        if (current != null) {
            current.send(text);
        }
    }

    /** There may be something new in the outbox; from any thread. */
    void wake() {
        if (awake.compareAndSet(false, true) && !events.offer(new Event.Wake())) {
            awake.set(false); // the queue is full, so there is a next round anyway
        }
    }

    /** Ends the session, from any thread. */
    void end(SessionEnd reason) {
        put(new Event.End(reason));
    }

    private void answer(AgentFrame frame) {
        put(new Event.Answer(frame));
    }

    @Override
    public void text(String text) {
        put(new Event.Text(text));
    }

    @Override
    public void closed(String reason) {
        put(new Event.End(new SessionEnd.Lost(reason)));
    }

    /** Waits for room, so that the socket is not read faster than frames are handled; gives up when the session is over. */
    private void put(Event event) {
        try {
            while (!closed && !events.offer(event, 100, TimeUnit.MILLISECONDS)) {
                LOG.trace("the queue of events is full");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        Link current = link;
        if (current != null) {
            current.close();
        }
    }
}

package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.host.HostRecords.SignOfLife;
import dev.portledger.server.ledger.AgentClock;
import dev.portledger.server.ledger.write.Applied;
import dev.portledger.server.ledger.write.LedgerEntry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one agent after it was welcomed, as a script on a virtual thread: read a frame, hand it on, read the next.
 *
 * <p>Results come from the committer's threads. Ending the conversation from outside interrupts the script, which then says goodbye.
 */
final class AgentSession implements AgentConnection, Submission.Origin {

    /** A table that differs again and again is asked for no more often. */
    private static final Duration RESYNC_AT_MOST_EVERY = Duration.ofSeconds(30);

    private final AgentLink link;
    private final AgentFrame.Hello hello;
    private final ClockComparison comparison;
    private final Committer committer;
    private final AgentConnections connections;
    private final Sink notes;
    private final CommandChannel commands;
    private final WitnessFrames witnesses;
    private final Clock clock;
    private final Duration silence;
    private final Semaphore room;
    private final int mostInFlight;
    private final Duration takeWithin;
    private final Instant connectedAt;
    private final long admitted;
    private final Thread thread = Thread.currentThread();
    private final AtomicReference<ServerFrame.@Nullable Goodbye> ending = new AtomicReference<>();

    private volatile AgentClock agentClock;
    /** What came in is written also after the connection has ended, unless something of it could not be. */
    private volatile boolean trusted = true;

    private volatile boolean snapshotAwaited;
    private volatile Instant resyncAgainAt = Instant.MIN;
    private @Nullable Position toAcknowledge;

    /** Takes what an agent says beside its stream. */
    interface Sink {
        void take(UUID hostId, AgentFrame.Condition condition) throws ConversationEnded, InterruptedException;

        void take(UUID hostId, AgentFrame.KeysKnown known) throws ConversationEnded, InterruptedException;

        /** The id of the key that the server knows now beside the one in use; empty if it was refused. */
        Optional<String> take(UUID hostId, AgentFrame.KeyChange change) throws ConversationEnded, InterruptedException;
    }

    /** Made on the thread that will {@link #converse}. */
    AgentSession(
            AgentLink link,
            AgentFrame.Hello hello,
            ClockComparison comparison,
            boolean snapshotAwaited,
            Instant connectedAt,
            long admitted,
            Committer committer,
            AgentConnections connections,
            Sink notes,
            CommandChannel commands,
            WitnessFrames witnesses,
            IngestConfig config,
            Clock clock) {
        this.link = link;
        this.hello = hello;
        this.comparison = comparison;
        this.agentClock = comparison.clock();
        this.snapshotAwaited = snapshotAwaited;
        this.connectedAt = connectedAt;
        this.admitted = admitted;
        this.committer = committer;
        this.connections = connections;
        this.notes = notes;
        this.commands = commands;
        this.witnesses = witnesses;
        this.clock = clock;
        this.silence = config.silence();
        this.mostInFlight = config.maxFramesInFlight();
        this.room = new Semaphore(mostInFlight);
        this.takeWithin = config.takeWithin();
    }

    @Override
    public UUID hostId() {
        return hello.hostId();
    }

    @Override
    public UUID bootId() {
        return hello.bootId();
    }

    @Override
    public Instant connectedAt() {
        return connectedAt;
    }

    /** The how-manieth of this server's admissions this is: a clock can go back. */
    long admitted() {
        return admitted;
    }

    @Override
    public Duration skew() {
        return agentClock.skew();
    }

    @Override
    public boolean send(ServerFrame frame) {
        return ending.get() == null && (frame instanceof ServerFrame.Act act ? commands.send(act) : link.send(frame));
    }

    @Override
    public Optional<String> commandObjection() throws SQLException {
        return commands.objection();
    }

    @Override
    public void tellCommandKeys() throws SQLException {
        commands.tellKeys();
    }

    @Override
    public void dismiss(ProblemCode code, String message) {
        end(AgentLink.goodbyeForGood(code, message));
    }

    /** Has the agent told goodbye; the first one counts. */
    void end(ServerFrame.Goodbye goodbye) {
        if (ending.compareAndSet(null, goodbye)) {
            thread.interrupt();
        }
    }

    /** Reads and hands on until the connection ends. */
    void converse() throws ConversationEnded {
        try {
            while (true) {
                handle(FrameReading.next(link, silence));
                if (!link.awaitRead(silence)) {
                    throw new ConversationEnded(AgentLink.goodbye(
                            ProblemCode.AGENT_SILENT, "the agent does not read its answers", Duration.ofSeconds(1)));
                }
            }
        } catch (InterruptedException e) {
            ServerFrame.Goodbye goodbye = ending.get();
            throw goodbye == null ? new ConversationEnded() : new ConversationEnded(goodbye);
        } finally {
            // from here on nobody interrupts: the thread goes on to note the end
            ending.compareAndSet(null, AgentLink.goodbyeForGood(ProblemCode.AGENT_SILENT, "the agent is gone"));
            Thread.interrupted();
        }
    }

    private void handle(AgentFrame frame) throws ConversationEnded, InterruptedException {
        switch (frame) {
            case AgentFrame.Numbered numbered -> take(numbered);
            case AgentFrame.Heartbeat heartbeat -> take(heartbeat);
            case AgentFrame.Condition condition -> notes.take(hostId(), condition);
            case AgentFrame.KeysKnown known -> {
                notes.take(hostId(), known);
                commands.known(known.keyIds());
            }
            case AgentFrame.KeyChange change ->
                notes.take(hostId(), change).ifPresent(keyId -> commands.send(new ServerFrame.KeyAccepted(keyId)));
            case AgentFrame.Evidence evidence -> connections.answered(this, evidence);
            case AgentFrame.Witness witness -> witnesses.stands(this, witness);
            case AgentFrame.Cosigned cosigned -> witnesses.cosigned(this, cosigned);
            case AgentFrame.CheckpointRefused refused -> witnesses.refused(this, refused);
            case AgentFrame.Hello _ ->
                throw new ConversationEnded(AgentLink.goodbye(
                        ProblemCode.FRAME_OUT_OF_ORDER, "there is one hello in a connection", Duration.ofSeconds(1)));
            case AgentFrame.Unrecognized _ -> {
                // of a later version
            }
        }
    }

    private void take(AgentFrame.Numbered frame) throws ConversationEnded, InterruptedException {
        if (frame instanceof AgentFrame.Gap) {
            snapshotAwaited = true;
        }
        LedgerEntry.Boot boot =
                new LedgerEntry.Boot(hello.bootId(), Optional.of(agentClock.toServerTime(hello.bootedAt())));
        submit(new LedgerEntry.Numbered(hostId(), frame, agentClock, boot), Optional.empty(), sizeOf(frame));
    }

    private void take(AgentFrame.Heartbeat heartbeat) throws ConversationEnded, InterruptedException {
        Instant now = clock.instant();
        commands.heard(heartbeat.now());
        link.send(new ServerFrame.HeartbeatAnswer(heartbeat.now(), now));
        heartbeat.roundTrip().ifPresent(travel -> {
            comparison.measured(heartbeat.now(), now, travel);
            agentClock = comparison.clock();
        });
        submit(
                new LedgerEntry.Look(hostId(), heartbeat.sent(), agentClock.toServerTime(heartbeat.lookedAt())),
                Optional.of(new SignOfLife(
                        hostId(),
                        now.truncatedTo(ChronoUnit.MICROS),
                        agentClock.skew(),
                        heartbeat.residentBytes(),
                        heartbeat.outboxFrames())),
                1);
    }

    private void submit(LedgerEntry entry, Optional<SignOfLife> life, int kilobytes)
            throws ConversationEnded, InterruptedException {
        if (!room.tryAcquire(takeWithin.toMillis(), TimeUnit.MILLISECONDS)) {
            throw Handshake.unavailable();
        }
        if (!committer.submit(new Submission(entry, life, this, kilobytes))) {
            room.release();
            throw Handshake.unavailable();
        }
    }

    /** What a frame takes in memory, about. */
    private static int sizeOf(AgentFrame.Numbered frame) {
        return switch (frame) {
            case AgentFrame.Snapshot part ->
                1 + 2 * part.listeners().size() + part.connections().size() / 4;
            case AgentFrame.Delta delta ->
                1
                        + 2 * (delta.opened().size() + delta.changed().size())
                        + (delta.closed().size() + delta.connections().size()) / 4;
            case AgentFrame.FailedBinds failed -> 1 + 4 * failed.failed().size();
            case AgentFrame.Gap _, AgentFrame.StopProgress _, AgentFrame.StopResult _, AgentFrame.CommandRefused _ -> 1;
        };
    }

    @Override
    public boolean isTrusted() {
        return trusted;
    }

    @Override
    public void applied(Applied result) {
        switch (result) {
            case Applied.UpTo(Position position) -> toAcknowledge = position;
            case Applied.SnapshotComplete(Position position) -> {
                toAcknowledge = position;
                snapshotAwaited = false;
            }
            case Applied.Differs(Position position) -> {
                toAcknowledge = position;
                resync();
            }
            case Applied.Contradictory(Position position) -> {
                trusted = false;
                send(new ServerFrame.Ack(position));
                end(AgentLink.goodbye(
                        ProblemCode.FRAME_MALFORMED,
                        "a snapshot does not list what its digest says",
                        Duration.ofMinutes(1)));
            }
            case Applied.OutOfOrder(Position last) -> {
                trusted = false;
                end(AgentLink.goodbye(
                        ProblemCode.FRAME_OUT_OF_ORDER,
                        "frames are missing after " + last.epoch() + "/" + last.sequence(),
                        Duration.ofSeconds(1)));
            }
            case Applied.Looked() -> {
                // nothing to acknowledge
            }
        }
    }

    private void resync() {
        Instant now = clock.instant();
        if (!snapshotAwaited && now.isAfter(resyncAgainAt)) {
            snapshotAwaited = true;
            resyncAgainAt = now.plus(RESYNC_AT_MOST_EVERY);
            send(new ServerFrame.Resync(
                    ProblemCode.FRAME_OUT_OF_ORDER, "the host's table and the ledger's differ; send a snapshot"));
        }
    }

    @Override
    public void batchDone() {
        Position position = toAcknowledge;
        toAcknowledge = null;
        if (position != null) {
            send(new ServerFrame.Ack(position));
        }
    }

    @Override
    public void refused() {
        trusted = false;
        end(AgentLink.goodbye(
                ProblemCode.FRAME_MALFORMED, "a frame cannot be written to the ledger", Duration.ofMinutes(1)));
    }

    @Override
    public void released(Submission submission) {
        room.release();
    }
}

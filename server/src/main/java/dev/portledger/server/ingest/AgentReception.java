package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.host.HostRecords;
import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.ledger.LedgerChanges.HostChanges;
import dev.portledger.server.ledger.LedgerChanges.Topic;
import dev.portledger.server.trust.AgentReports;
import dev.portledger.server.trust.CommandKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Takes an agent from the first frame of its connection to the last. */
@ApplicationScoped
class AgentReception {

    private static final Logger LOG = Logger.getLogger(AgentReception.class);

    private static final ServerFrame.Goodbye REPLACED =
            AgentLink.goodbye(ProblemCode.HOST_REPLACED, "the host has connected again", Duration.ofMinutes(1));

    private final Handshake handshake;
    private final Committer committer;
    private final AgentConnections connections;
    private final HostRecords hosts;
    private final LedgerAvailability availability;
    private final IngestConfig config;
    private final WitnessFrames witnesses;
    private final Event<AgentConnected> connected;
    private final Event<AgentDisconnected> disconnected;
    private final Event<LedgerChanges> changes;
    private final CommandKeys keys;
    private final AgentReports reports;
    private final AgentSession.Sink notes = new Notes();
    private final Clock clock = Clock.systemUTC();

    /** All agents say how it stands when they come back, as they do all at once: the database is for others as well. */
    private final Semaphore turns = new Semaphore(2);

    AgentReception(
            Handshake handshake,
            Committer committer,
            AgentConnections connections,
            HostRecords hosts,
            LedgerAvailability availability,
            IngestConfig config,
            WitnessFrames witnesses,
            Event<AgentConnected> connected,
            Event<AgentDisconnected> disconnected,
            Event<LedgerChanges> changes,
            CommandKeys keys,
            AgentReports reports) {
        this.handshake = handshake;
        this.committer = committer;
        this.connections = connections;
        this.hosts = hosts;
        this.availability = availability;
        this.config = config;
        this.witnesses = witnesses;
        this.connected = connected;
        this.disconnected = disconnected;
        this.changes = changes;
        this.keys = keys;
        this.reports = reports;
    }

    /**
     * Runs the whole conversation on this thread.
     *
     * @param welcomed run once the agent is let in
     */
    void receive(AgentLink link, Runnable welcomed) {
        try {
            AgentSession session = welcome(link);
            welcomed.run();
            converse(session, link);
        } catch (ConversationEnded e) {
            leave(link, "before it was welcomed", e);
        } catch (InterruptedException e) {
            link.close();
        } catch (RuntimeException e) {
            LOG.error("a conversation with an agent failed", e);
            link.close();
        }
    }

    private AgentSession welcome(AgentLink link) throws ConversationEnded, InterruptedException {
        String nonce = handshake.nonce();
        Instant asked = clock.instant();
        link.send(new ServerFrame.Challenge(nonce));
        AgentFrame.Hello hello = hello(link, asked.plus(config.helloWithin()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ClockComparison comparison = new ClockComparison();
        comparison.measured(hello.now(), now, Duration.between(asked, now));
        Duration skew = comparison.clock().skew();

        Handshake.Accepted accepted = handshake.accept(hello, nonce, skew, now);
        CommandChannel commands = new CommandChannel(keys, link, hello, clock);
        boolean snapshot = accepted.admission().start() == ServerFrame.Start.SNAPSHOT;
        AgentSession session = new AgentSession(
                link,
                hello,
                comparison,
                snapshot,
                now,
                accepted.number(),
                committer,
                connections,
                notes,
                commands,
                witnesses,
                config,
                clock);
        link.send(new ServerFrame.Welcome(
                accepted.protocol(),
                List.of(),
                accepted.admission().start(),
                accepted.admission().applied(),
                clock.instant(),
                FrameLimits.HEARTBEAT_EVERY));
        try {
            commands.tellKeys();
        } catch (SQLException e) {
            availability.failed(e);
            throw Handshake.unavailable();
        }
        LOG.infof(
                "agent of host %s connected, %s",
                hello.hostId(), accepted.admission().start());
        return session;
    }

    private AgentFrame.Hello hello(AgentLink link, Instant until) throws ConversationEnded, InterruptedException {
        while (true) {
            Duration left = Duration.between(clock.instant(), until);
            AgentFrame frame = FrameReading.next(link, left.isNegative() ? Duration.ZERO : left);
            if (frame instanceof AgentFrame.Hello hello) {
                return hello;
            }
            if (!(frame instanceof AgentFrame.Unrecognized)) {
                throw new ConversationEnded(AgentLink.goodbye(
                        ProblemCode.FRAME_OUT_OF_ORDER, "a hello comes first", Duration.ofSeconds(30)));
            }
        }
    }

    private void converse(AgentSession session, AgentLink link) {
        try {
            Optional<AgentSession> leaving = connections.put(session);
            if (leaving.filter(session::equals).isPresent()) {
                throw new ConversationEnded(REPLACED);
            }
            leaving.ifPresent(older -> older.end(REPLACED));
            connected.fire(new AgentConnected(session));
            hostChanged(session.hostId());
            session.converse();
        } catch (ConversationEnded e) {
            leave(link, session.hostId().toString(), e);
        } finally {
            depart(session);
        }
    }

    private void depart(AgentSession session) {
        connections.remove(session);
        try {
            hosts.disconnected(session.hostId(), session.connectedAt(), clock.instant());
        } catch (SQLException e) {
            // it is found silent later
            availability.failed(e);
            LOG.infof("the end of the connection of host %s was not noted: %s", session.hostId(), Failures.summary(e));
        }
        disconnected.fire(new AgentDisconnected(session));
        hostChanged(session.hostId());
    }

    /** What is asked of the database on behalf of one agent, a few agents at a time. */
    private interface Ask<T> {
        T answer() throws SQLException;
    }

    private <T> T inTurn(UUID hostId, String what, Ask<T> ask) throws ConversationEnded, InterruptedException {
        turns.acquire();
        try {
            return ask.answer();
        } catch (SQLException | RuntimeException e) {
            // the agent says it again when it is back
            if (!availability.failed(e) && e instanceof RuntimeException wrong) {
                throw wrong;
            }
            LOG.infof("%s of host %s was not noted: %s", what, hostId, Failures.summary(e));
            throw Handshake.unavailable();
        } finally {
            turns.release();
        }
    }

    private final class Notes implements AgentSession.Sink {

        @Override
        public void take(UUID hostId, AgentFrame.Condition condition) throws ConversationEnded, InterruptedException {
            if (inTurn(hostId, "how it stands", () -> hosts.condition(hostId, condition))) {
                hostChanged(hostId);
            }
        }

        @Override
        public void take(UUID hostId, AgentFrame.KeysKnown known) throws ConversationEnded, InterruptedException {
            inTurn(hostId, "which command keys are known", () -> {
                hosts.keysKnown(hostId, known);
                return true;
            });
            hostChanged(hostId);
        }

        @Override
        public Optional<String> take(UUID hostId, AgentFrame.KeyChange change)
                throws ConversationEnded, InterruptedException {
            Optional<String> accepted = inTurn(hostId, "another key", () -> reports.keyChange(hostId, change));
            hostChanged(hostId);
            return accepted;
        }
    }

    private void hostChanged(UUID hostId) {
        changes.fire(new LedgerChanges(Map.of(hostId, new HostChanges(Set.of(), Set.of(Topic.HOST)))));
    }

    private static void leave(AgentLink link, String who, ConversationEnded end) {
        LOG.infof("agent %s: %s", who, end.getMessage());
        end.goodbye().ifPresentOrElse(link::close, link::close);
    }
}

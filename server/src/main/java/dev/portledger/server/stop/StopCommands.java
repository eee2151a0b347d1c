package dev.portledger.server.stop;

import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.ingest.AgentConnected;
import dev.portledger.server.ingest.AgentConnection;
import dev.portledger.server.ingest.AgentConnections;
import dev.portledger.server.stop.StopBook.Change;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Gets commands to agents: when they are requested, a while later if that was cut short, and again each time the agent comes back, until
 * it has accepted or the deadline has passed. The agent knows a command by its id and acts on it once.
 */
@ApplicationScoped
class StopCommands {

    private static final Logger LOG = Logger.getLogger(StopCommands.class);

    /** Clocks are put right by that much all the time. */
    private static final Duration CLOCK_STEPS = Duration.ofSeconds(5);

    /** Who has requested a stop sends it at once. */
    private static final Duration LEFT_AFTER = Duration.ofSeconds(2);

    private final StopStore store;
    private final StopBook book;
    private final AgentConnections agents;
    private final LedgerAvailability ledger;
    private final StopConfig config;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

    StopCommands(
            StopStore store, StopBook book, AgentConnections agents, LedgerAvailability ledger, StopConfig config) {
        this.store = store;
        this.book = book;
        this.agents = agents;
        this.ledger = ledger;
        this.config = config;
    }

    /** Sends what the host's agent may have missed; it was connected on a thread that must not wait. */
    void onConnected(@Observes AgentConnected event) {
        background.execute(() -> resend(event.connection()));
    }

    void onShutdown(@Observes ShutdownEvent event) {
        background.shutdownNow();
    }

    private void resend(AgentConnection connection) {
        try {
            for (Stop stop : store.open(connection.hostId())) {
                send(stop.stopId(), connection);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("stops of host %s could not be sent again: %s", connection.hostId(), e.getMessage());
        }
    }

    /** Sends what was requested and not sent though its agent is there: the database went away in between, or the server that it was on. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sendLeft() {
        if (!ledger.isWritable()) {
            return;
        }
        try {
            Instant now = clock.instant();
            for (Stop stop : store.unsent(now.minus(LEFT_AFTER), now)) {
                send(stop.stopId(), stop.hostId());
            }
        } catch (SQLException | RuntimeException e) {
            if (!ledger.failed(e)) {
                LOG.error("stops that are left to be sent could not be", e);
            }
        }
    }

    /** Sends the command if the agent is connected; if it is not, it comes later. */
    void send(UUID stopId, UUID hostId) throws SQLException {
        Optional<AgentConnection> connection = agents.of(hostId);
        if (connection.isPresent()) {
            send(stopId, connection.get());
        }
    }

    private void send(UUID stopId, AgentConnection connection) throws SQLException {
        Instant now = clock.instant();
        // that it may have arrived is committed before it can arrive
        Optional<Stop> stop = book.change(stopId, found -> markSent(found, now));
        stop.map(Stop::state).flatMap(StopState::asked).ifPresent(request -> {
            Stop command = stop.orElseThrow();
            if (request.abortAskedAt().isPresent()) {
                connection.send(new ServerFrame.Abort(stopId));
            } else if (command.state() instanceof StopState.Requested && isTimely(request, now)) {
                connection.send(frame(command, request));
            }
        });
    }

    private static Optional<Change> markSent(Stop stop, Instant now) {
        return stop.state() instanceof StopState.Requested requested
                        && requested.request().abortAskedAt().isEmpty()
                        && isTimely(requested.request(), now)
                ? Optional.of(new Change(
                        requested.sent(now),
                        AuditDraft.of(new Actor.Server(), "stop.sent")
                                .with("again", requested.request().sentAt().isPresent())))
                : Optional.empty();
    }

    /** Not before it was requested, either: a clock that was put back would give a command time that nobody meant it to have. */
    private static boolean isTimely(StopRequest request, Instant now) {
        return now.isBefore(request.deadline()) && !now.plus(CLOCK_STEPS).isBefore(request.requestedAt());
    }

    private ServerFrame.Stop frame(Stop stop, StopRequest request) {
        return new ServerFrame.Stop(
                stop.stopId(),
                stop.plan().target(),
                stop.plan().method(),
                request.deadline(),
                config.timeLimit(),
                stop.plan().verifyFor(config.verifyFor()));
    }
}

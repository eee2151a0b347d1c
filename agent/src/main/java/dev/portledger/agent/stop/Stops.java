package dev.portledger.agent.stop;

import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.Protection;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.frame.UnitFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.stop.StopOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Carries out the server's stops on this host, each at most once, and gathers the evidence for their plans. */
public final class Stops implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Stops.class);
    private static final int STOPS_AT_ONCE = 4;
    private static final int QUEUED = 64;

    private final UUID bootId;
    private final PortLook look;
    private final HostClock clock;
    private final StopReports reports;
    private final HostPolicy policy = HostPolicy.ofThisProcess();
    private final Systemd systemd = Systemd.ofThisHost();
    private final StopJournal journal;
    private final StopRun.Parts parts;
    private final Map<UUID, StopRun> running = new ConcurrentHashMap<>();
    private final ExecutorService stopThreads = threads("stop", STOPS_AT_ONCE);
    private final ExecutorService inspectThread = threads("inspect", 1);

    private Stops(StopJournal journal, UUID bootId, PortLook look, HostClock clock, StopReports reports) {
        this.journal = journal;
        this.bootId = bootId;
        this.look = look;
        this.clock = clock;
        this.reports = reports;
        parts = new StopRun.Parts(
                journal,
                reports,
                new TargetCheck(bootId, policy, systemd),
                new Verification(look, clock),
                systemd,
                clock);
    }

    /**
     * Opens the journal and settles what an earlier run left unfinished; nothing of that is done again.
     *
     * @throws IOException when the journal cannot be read
     */
    public static Stops open(Path journalFolder, UUID bootId, PortLook look, HostClock clock, StopReports reports)
            throws IOException {
        Stops stops = new Stops(StopJournal.open(journalFolder, clock.instant()), bootId, look, clock, reports);
        for (UUID stopId : stops.journal.stops()) {
            stops.takeUp(stopId);
        }
        return stops;
    }

    private static ExecutorService threads(String name, int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED),
                Thread.ofPlatform().name(name + "-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    public List<Facility> facilities() {
        return List.of(systemd.facility());
    }

    /** @param answer takes the evidence, from another thread; nothing when the sockets cannot be read */
    public void inspect(ServerFrame.Inspect request, Consumer<Evidence> answer) {
        try {
            inspectThread.execute(() -> {
                try {
                    answer.accept(evidence(request));
                } catch (IOException | RuntimeException e) {
                    LOG.warnf(e, "port %d cannot be inspected", request.port());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("too many requests to inspect a port wait; this one is not answered");
        }
    }

    private Evidence evidence(ServerFrame.Inspect request) throws IOException {
        PortView view = look.inspect(request.protocol(), request.port(), request.netns());
        List<Holder> holders = Stream.concat(
                        view.listeners().stream(), view.bound().stream().flatMap(List::stream))
                .flatMap(listener -> listener.holders().list().stream())
                .toList();
        List<UnitFacts> units = systemd.facts(holders.stream()
                .map(Holder::management)
                .filter(Management.Unit.class::isInstance)
                .map(Management.Unit.class::cast)
                .filter(unit -> unit.ofUser().isEmpty())
                .map(Management.Unit::name)
                .toList());
        List<Protection> protection = holders.stream()
                .map(holder -> policy.protection(holder, units))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return new Evidence(
                request.requestId(),
                bootId,
                view.at(),
                view.listeners(),
                view.connections(),
                view.related(),
                units,
                protection,
                view.bound());
    }

    /** @param deadline {@link ServerFrame.Stop#deadline} by the agent's clock */
    public void stop(ServerFrame.Stop stop, Instant deadline) {
        UUID stopId = stop.stopId();
        try {
            if (!journal.accept(new JournalEvent.Accepted(clock.instant(), stop))) {
                repeat(stopId);
                return;
            }
        } catch (IOException e) {
            LOG.error("the journal of stops cannot be written, so nothing is stopped: " + e);
            reports.settled(stopId, journalUnavailable(e), clock.instant());
            return;
        }
        StopRun run = new StopRun(parts, stop, deadline);
        running.put(stopId, run);
        execute(stopId, run::run);
    }

    static StopOutcome.Refused journalUnavailable(IOException cause) {
        return new StopOutcome.Refused(
                "journal.unavailable", "the agent cannot write its journal of stops: " + cause.getMessage());
    }

    /** The command came again: if it is settled, the outcome is told again; nothing is done. */
    private void repeat(UUID stopId) throws IOException {
        if (!running.containsKey(stopId)) {
            StopJournal.find(journal.read(stopId), JournalEvent.Settled.class)
                    .ifPresent(settled -> reports.settled(stopId, settled.outcome(), settled.at()));
        }
    }

    /** Calls off a stop that has not begun. */
    public void abort(UUID stopId) {
        StopRun run = running.get(stopId);
        if (run != null) {
            run.abort();
        }
    }

    private void takeUp(UUID stopId) throws IOException {
        List<JournalEvent> events = journal.read(stopId);
        Optional<JournalEvent.Accepted> accepted = StopJournal.find(events, JournalEvent.Accepted.class);
        Optional<JournalEvent.Requesting> requesting = StopJournal.find(events, JournalEvent.Requesting.class);
        Optional<JournalEvent.Settled> settled = StopJournal.find(events, JournalEvent.Settled.class);
        if (accepted.isEmpty()) {
            journal.forget(stopId);
        } else if (settled.isPresent()) {
            if (StopJournal.find(events, JournalEvent.Told.class).isEmpty()) {
                tell(stopId, settled.get());
            }
        } else if (requesting.isEmpty()) {
            settle(stopId, new StopOutcome.Aborted());
        } else if (!accepted.get().stop().target().bootId().equals(bootId)) {
            settle(stopId, new StopOutcome.Unknown("the host was rebooted in the middle of the stop"));
        } else {
            StopRun run = new StopRun(parts, accepted.get().stop(), Instant.MIN);
            running.put(stopId, run);
            execute(stopId, () -> run.resume(requesting.get().at()));
        }
    }

    @FunctionalInterface
    private interface Work {
        StopOutcome outcome() throws IOException;
    }

    private void execute(UUID stopId, Work work) {
        try {
            stopThreads.execute(() -> {
                StopOutcome outcome;
                try {
                    outcome = work.outcome();
                } catch (IOException | RuntimeException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        return; // the agent ends; its next run settles this
                    }
                    LOG.errorf(e, "stop %s cannot be verified", stopId);
                    outcome = new StopOutcome.Unknown("the agent could not go on: " + e.getMessage());
                }
                settle(stopId, outcome);
            });
        } catch (RejectedExecutionException e) {
            settle(stopId, new StopOutcome.Refused("agent.busy", "too many stops wait on this host"));
        }
    }

    private void settle(UUID stopId, StopOutcome outcome) {
        JournalEvent.Settled settled = new JournalEvent.Settled(clock.instant(), outcome);
        try {
            journal.add(stopId, settled);
        } catch (IOException e) {
            LOG.error("the outcome of a stop cannot be written to the journal; it is told nevertheless", e);
        }
        running.remove(stopId);
        tell(stopId, settled);
    }

    private void tell(UUID stopId, JournalEvent.Settled settled) {
        LOG.infof("stop %s: %s", stopId, settled.outcome());
        reports.settled(stopId, settled.outcome(), settled.at());
        try {
            journal.add(stopId, new JournalEvent.Told(clock.instant()));
        } catch (IOException e) {
            LOG.warn("the journal of stops cannot be written; the outcome will be told again", e);
        }
    }

    @Override
    public void close() {
        inspectThread.shutdownNow();
        stopThreads.shutdownNow();
        try {
            if (!stopThreads.awaitTermination(3, TimeUnit.SECONDS)) {
                LOG.warn("a stop is still being verified; the next run settles it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

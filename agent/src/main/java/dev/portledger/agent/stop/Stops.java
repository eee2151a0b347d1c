package dev.portledger.agent.stop;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.domain.frame.AgentFrame.Evidence;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.PolicyFacts;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.stop.StopOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
import org.jboss.logging.Logger;

/** Carries out the server's stops on this host, each at most once, and gathers the evidence for their plans. */
public final class Stops implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Stops.class);
    private static final int STOPS_AT_ONCE = 4;
    private static final int QUEUED = 64;

    private final UUID bootId;
    private final HostClock clock;
    private final StopReports reports;
    private final HostPolicy policy;
    private final Means means;
    private final EvidenceReader evidence;
    private final StopJournal journal;
    private final StopRun.Parts parts;
    private final Map<UUID, StopRun> running = new ConcurrentHashMap<>();
    private final ExecutorService stopThreads = threads("stop", STOPS_AT_ONCE);
    private final ExecutorService watchThreads = threads("stop-watch", STOPS_AT_ONCE);
    private final ExecutorService inspectThread = threads("inspect", 1);

    /**
     * What stops need of the host.
     *
     * @param engines sockets of the container engines that may be asked
     */
    public record Host(
            UUID bootId,
            PortLook look,
            HostClock clock,
            EngineSockets engines,
            TimeWaitRelease timeWait,
            HostPolicy policy) {

        /** Without engines and with no rules but those that are built in, in the namespace of this process. */
        public static Host plain(UUID bootId, PortLook look, HostClock clock) {
            return new Host(
                    bootId,
                    look,
                    clock,
                    EngineSockets.at(List.of()),
                    TimeWaitRelease::here,
                    HostPolicy.ofThisProcess());
        }
    }

    private Stops(StopJournal journal, Host host, StopReports reports) {
        this.journal = journal;
        this.bootId = host.bootId();
        this.clock = host.clock();
        this.reports = reports;
        policy = host.policy();
        means = Means.ofThisHost(host.engines(), host.timeWait());
        evidence = new EvidenceReader(bootId, host.look(), policy, means);
        parts = new StopRun.Parts(
                journal,
                reports,
                new TargetCheck(bootId, policy, means),
                new Verification(host.look(), clock),
                means,
                clock);
    }

    /**
     * Opens the journal and settles what an earlier run left unfinished; nothing of that is done again.
     *
     * @throws IOException when the journal cannot be read
     */
    public static Stops open(Path journalFolder, Host host, StopReports reports) throws IOException {
        Stops stops = new Stops(StopJournal.open(journalFolder, host.clock().instant()), host, reports);
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
        List<Facility> all = new ArrayList<>(means.facilities());
        all.add(policy.facility());
        return all;
    }

    /** What this host does not let be stopped. */
    public PolicyFacts policy() {
        return policy.facts();
    }

    /** @param answer takes the evidence, from another thread; nothing when the sockets cannot be read */
    public void inspect(ServerFrame.Inspect request, Consumer<Evidence> answer) {
        try {
            inspectThread.execute(() -> {
                try {
                    answer.accept(evidence.read(request));
                } catch (IOException | RuntimeException e) {
                    LOG.warnf(e, "port %d cannot be inspected", request.port());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("too many requests to inspect a port wait; this one is not answered");
        }
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
        run.accepted();
        execute(stopId, run, run::run);
    }

    static StopOutcome.Refused journalUnavailable(IOException cause) {
        return new StopOutcome.Refused(
                "journal.unavailable", "the agent cannot write its journal of stops: " + cause.getMessage());
    }

    /** The command came again: if it is settled, the outcome is told again; nothing is done. */
    private void repeat(UUID stopId) throws IOException {
        if (!running.containsKey(stopId)) {
            List<JournalEvent> events = journal.read(stopId);
            StopJournal.find(events, JournalEvent.Corrected.class)
                    .map(corrected -> new JournalEvent.Settled(corrected.at(), corrected.outcome()))
                    .or(() -> StopJournal.find(events, JournalEvent.Settled.class))
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
            takeUpWatch(accepted.get().stop(), events);
        } else if (requesting.isEmpty()) {
            settle(stopId, new StopOutcome.Aborted());
        } else if (!accepted.get().stop().target().bootId().equals(bootId)) {
            settle(stopId, new StopOutcome.Unknown("the host was rebooted in the middle of the stop"));
        } else {
            StopRun run = new StopRun(parts, accepted.get().stop(), Instant.MIN);
            running.put(stopId, run);
            execute(stopId, run, () -> run.resume(requesting.get().at()));
        }
    }

    private void takeUpWatch(ServerFrame.Stop stop, List<JournalEvent> events) {
        Optional<JournalEvent.Watching> watching = StopJournal.find(events, JournalEvent.Watching.class);
        if (watching.isEmpty()
                || StopJournal.find(events, JournalEvent.Watched.class).isPresent()) {
            return;
        }
        Optional<JournalEvent.Corrected> corrected = StopJournal.find(events, JournalEvent.Corrected.class);
        if (corrected.isPresent()) {
            reports.settled(
                    stop.stopId(), corrected.get().outcome(), corrected.get().at());
            note(stop.stopId(), new JournalEvent.Watched(clock.instant()));
        } else if (stop.target().bootId().equals(bootId)) {
            watch(
                    stop.stopId(),
                    new StopRun(parts, stop, Instant.MIN),
                    watching.get().until());
        }
    }

    @FunctionalInterface
    private interface Work {
        StopOutcome outcome() throws IOException;
    }

    private void execute(UUID stopId, StopRun run, Work work) {
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
                Optional<Instant> until = run.watchUntil(outcome);
                until.ifPresent(end -> note(stopId, new JournalEvent.Watching(clock.instant(), end)));
                settle(stopId, outcome);
                until.ifPresent(end -> watch(stopId, run, end));
            });
        } catch (RejectedExecutionException e) {
            settle(stopId, new StopOutcome.Refused("agent.busy", "too many stops wait on this host"));
        }
    }

    /** Corrects what was told if somebody takes the endpoint after all. */
    private void watch(UUID stopId, StopRun run, Instant until) {
        try {
            watchThreads.execute(() -> {
                try {
                    run.watch(until).ifPresent(outcome -> {
                        Instant at = clock.instant();
                        note(stopId, new JournalEvent.Corrected(at, outcome));
                        LOG.infof("stop %s after all: %s", stopId, outcome);
                        reports.settled(stopId, outcome, at);
                    });
                    note(stopId, new JournalEvent.Watched(clock.instant()));
                } catch (IOException | RuntimeException e) {
                    LOG.warnf("stop %s is not watched any more: %s", stopId, e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warnf("stop %s is not watched: too many are", stopId);
        }
    }

    private void note(UUID stopId, JournalEvent event) {
        try {
            journal.add(stopId, event);
        } catch (IOException e) {
            LOG.error("the journal of stops cannot be written; the stop goes on nevertheless", e);
        }
    }

    private void settle(UUID stopId, StopOutcome outcome) {
        JournalEvent.Settled settled = new JournalEvent.Settled(clock.instant(), outcome);
        note(stopId, settled);
        running.remove(stopId);
        tell(stopId, settled);
    }

    private void tell(UUID stopId, JournalEvent.Settled settled) {
        LOG.infof("stop %s: %s", stopId, settled.outcome());
        reports.settled(stopId, settled.outcome(), settled.at());
        note(stopId, new JournalEvent.Told(clock.instant()));
    }

    @Override
    public void close() {
        inspectThread.shutdownNow();
        watchThreads.shutdownNow();
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

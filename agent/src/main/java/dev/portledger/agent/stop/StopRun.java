package dev.portledger.agent.stop;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.netlink.PidFd;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One stop, from its acceptance to its outcome.
 *
 * <pre>
 * accepted ──► checked ──► requesting (in the journal) ──► act ──► ended ──► verifying ──► outcome
 *     │           │  └─ aborted: Aborted                                        ▲
 *     │           └──── not as planned, or protected: Refused                   │
 *     └──── deadline over: Expired                         the agent was restarted: only looks
 * </pre>
 */
final class StopRun {

    /** What a run needs of the agent. */
    record Parts(
            StopJournal journal,
            StopReports reports,
            TargetCheck check,
            Verification verification,
            Systemd systemd,
            InstantSource clock) {}

    /** A step that ends the run early. */
    private static final class Settled extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient StopOutcome outcome;

        Settled(StopOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    private enum Phase {
        BEFORE,
        ABORTED,
        REQUESTING
    }

    private final Parts parts;
    private final ServerFrame.Stop stop;
    private final Instant deadline;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BEFORE);

    /** @param deadline by the agent's clock */
    StopRun(Parts parts, ServerFrame.Stop stop, Instant deadline) {
        this.parts = parts;
        this.stop = stop;
        this.deadline = deadline;
    }

    /** Without effect once the request to stop is being made. */
    void abort() {
        phase.compareAndSet(Phase.BEFORE, Phase.ABORTED);
    }

    /** Does it. The acceptance is in the journal already. */
    StopOutcome run() throws IOException {
        step(StopStep.ACCEPTED, Optional.empty());
        try {
            act();
        } catch (Settled early) {
            return early.outcome;
        } catch (IOException e) {
            if (phase.get() != Phase.REQUESTING) {
                return new StopOutcome.Refused("identity.unverifiable", "nothing was done: " + e.getMessage());
            }
            throw e;
        }
        return verify();
    }

    /** Goes on after a restart of the agent in the middle: looks, and does nothing. */
    StopOutcome resume(Instant requestedAt) throws IOException {
        Duration left = stop.timeLimit()
                .minus(Duration.between(requestedAt, parts.clock().instant()));
        parts.verification().awaitGone(stop.target().socket(), left.isNegative() ? Duration.ZERO : left);
        return verify();
    }

    private StopOutcome verify() throws IOException {
        step(StopStep.VERIFYING, Optional.empty());
        return parts.verification().outcome(stop);
    }

    private void act() throws Settled, IOException {
        switch (stop.method()) {
            case StopMethod.Process process -> signal(process);
            case StopMethod.SystemUnit unit -> stopUnit(unit);
        }
    }

    /** The pidfd is opened first: whatever the checks then find is true of the process that will get the signal. */
    private void signal(StopMethod.Process method) throws Settled, IOException {
        try (PidFd process = open(method)) {
            check();
            settleIf(TargetCheck.identity(method.process(), stop.target().inode()));
            beginRequest();
            try {
                process.send(method.signal());
            } catch (KernelException e) {
                if (e.is(Errno.EPERM)) {
                    throw new Settled(new StopOutcome.Refused(
                            "method.not_permitted",
                            "the agent may not signal process "
                                    + method.process().pid()));
                }
                if (!e.is(Errno.ESRCH)) {
                    throw e;
                }
            }
            step(
                    StopStep.REQUESTED,
                    Optional.of(method.signal() + " to pid " + method.process().pid()));
            awaitEnd(process);
        }
    }

    private static PidFd open(StopMethod.Process method) throws Settled, IOException {
        try {
            return PidFd.open(method.process().pid());
        } catch (KernelException e) {
            if (e.is(Errno.ESRCH)) {
                throw new Settled(new StopOutcome.Refused(
                        "identity.process_ended", "process " + method.process().pid() + " has ended"));
            }
            throw e;
        }
    }

    private void awaitEnd(PidFd process) throws IOException {
        if (process.awaitExit(stop.timeLimit())) {
            step(StopStep.ENDED, Optional.of("the process has ended"));
        }
    }

    private void stopUnit(StopMethod.SystemUnit method) throws Settled, IOException {
        check();
        beginRequest();
        Systemd.Job job = parts.systemd()
                .stop(
                        method.unit(),
                        stop.timeLimit(),
                        () -> step(StopStep.REQUESTED, Optional.of("systemctl stop " + method.unit())));
        switch (job) {
            case Systemd.Job.Done done -> step(StopStep.ENDED, Optional.of("the stop job is done"));
            case Systemd.Job.Failed failed ->
                step(
                        StopStep.ENDED,
                        Optional.of("systemctl ended with " + failed.exitCode() + ": " + failed.message()));
            case Systemd.Job.TimedOut timedOut -> {}
        }
    }

    private void check() throws Settled, IOException {
        expire();
        Occupancy seen = parts.verification().occupancy(stop.target().socket());
        settleIf(parts.check().refusal(stop, seen.view()));
        step(StopStep.IDENTITY_CHECKED, Optional.empty());
    }

    private void beginRequest() throws Settled, IOException {
        expire();
        if (!phase.compareAndSet(Phase.BEFORE, Phase.REQUESTING)) {
            throw new Settled(new StopOutcome.Aborted());
        }
        try {
            parts.journal()
                    .add(
                            stop.stopId(),
                            new JournalEvent.Requesting(parts.clock().instant()));
        } catch (IOException e) {
            throw new Settled(Stops.journalUnavailable(e));
        }
    }

    private void expire() throws Settled {
        if (parts.clock().instant().isAfter(deadline)) {
            throw new Settled(new StopOutcome.Expired());
        }
    }

    private static void settleIf(Optional<StopOutcome.Refused> refused) throws Settled {
        if (refused.isPresent()) {
            throw new Settled(refused.get());
        }
    }

    private void step(StopStep step, Optional<String> detail) {
        parts.reports().step(stop.stopId(), step, parts.clock().instant(), detail);
    }
}

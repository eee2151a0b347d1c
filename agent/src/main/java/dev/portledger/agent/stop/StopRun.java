package dev.portledger.agent.stop;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.netlink.PidFd;
import dev.portledger.agent.netlink.SockDestroy;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.stop.Signal;
import dev.portledger.domain.stop.StopMethod;
import dev.portledger.domain.stop.StopOutcome;
import dev.portledger.domain.stop.StopStep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One stop, from its acceptance to its outcome.
 *
 * <pre>
 * accepted ──► checked ──► requesting (in the journal) ──► act ──► ended ──► verifying ──► outcome ──► watch
 *     │           │  └─ aborted: Aborted                                        ▲
 *     │           └──── not as planned, or protected: Refused                   │
 *     └──── deadline over: Expired                         the agent was restarted: only looks
 * </pre>
 *
 * <p>What a manager has stopped it does not start again by itself, so that "freed" is told as soon as it is seen, and the port is
 * watched on; a process may have a parent that starts another, so that its outcome is told when the watch is over.
 */
final class StopRun {

    /** What a run needs of the agent. */
    record Parts(
            StopJournal journal,
            StopReports reports,
            TargetCheck check,
            Verification verification,
            Means means,
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

    /** Says that it is in the journal; it may have to wait for others. */
    void accepted() {
        step(StopStep.ACCEPTED, Optional.empty());
    }

    /** Does it. The acceptance is in the journal already. */
    StopOutcome run() throws IOException {
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

    /**
     * Goes on after a restart of the agent in the middle: looks, and does nothing. The clock may have been moved since the request, so
     * that it takes no longer than the time limit whatever it says.
     */
    StopOutcome resume(Instant requestedAt) throws IOException {
        Duration left = stop.timeLimit()
                .minus(Duration.between(requestedAt, parts.clock().instant()));
        Duration limit = left.compareTo(stop.timeLimit()) > 0 ? stop.timeLimit() : left;
        parts.verification().awaitGone(stop.target().socket(), limit.isNegative() ? Duration.ZERO : limit);
        return verify();
    }

    private StopOutcome verify() throws IOException {
        step(StopStep.VERIFYING, Optional.empty());
        if (stop.method() instanceof StopMethod.ReleaseTimeWait) {
            return parts.verification().afterRelease(stop);
        }
        return isManaged(stop.method())
                ? parts.verification().earlyOutcome(stop)
                : parts.verification().outcome(stop);
    }

    private static boolean isManaged(StopMethod method) {
        return switch (method) {
            case StopMethod.SystemUnit _, StopMethod.SystemUnits _, StopMethod.UserUnit _, StopMethod.Container _ ->
                true;
            case StopMethod.Process _, StopMethod.ReleaseTimeWait _ -> false;
        };
    }

    /** Until when an outcome is watched that was told early; empty when it was not. */
    Optional<Instant> watchUntil(StopOutcome outcome) {
        boolean gone = outcome instanceof StopOutcome.Freed || outcome instanceof StopOutcome.OnlyTimeWait;
        return gone && isManaged(stop.method()) && phase.get() != Phase.ABORTED
                ? Optional.of(parts.clock().instant().plus(stop.verifyFor()))
                : Optional.empty();
    }

    /** Who takes the endpoint until then, if anybody does; looks once at least. */
    Optional<StopOutcome> watch(Instant until) throws IOException {
        Duration left = Duration.between(parts.clock().instant(), until);
        return parts.verification().taken(stop, left.compareTo(stop.verifyFor()) > 0 ? stop.verifyFor() : left);
    }

    private void act() throws Settled, IOException {
        switch (stop.method()) {
            case StopMethod.Process process -> signal(process);
            case StopMethod.SystemUnit(String unit) ->
                stopUnits(
                        "systemctl stop " + unit,
                        started -> parts.means().systemd().stop(List.of(unit), stop.timeLimit(), started));
            case StopMethod.SystemUnits(List<String> units) ->
                stopUnits(
                        "systemctl stop " + String.join(" ", units),
                        started -> parts.means().systemd().stop(units, stop.timeLimit(), started));
            case StopMethod.UserUnit(String unit, long uid) ->
                stopUnits(
                        "systemctl --user stop " + unit + ", as user " + uid,
                        started -> parts.means().systemd().stopOfUser(uid, unit, stop.timeLimit(), started));
            case StopMethod.Container container -> stopContainer(container);
            case StopMethod.ReleaseTimeWait _ -> releaseTimeWait();
        }
    }

    /** The pidfd is opened first: whatever the checks then find is true of the process that will get the signal. */
    private void signal(StopMethod.Process method) throws Settled, IOException {
        try (PidFd process = open(method)) {
            check();
            settleIf(TargetCheck.identity(
                    method.process(),
                    stop.target().inode().orElseThrow(() -> new IOException("the plan names no inode"))));
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
            if (process.awaitExit(stop.timeLimit())) {
                step(StopStep.ENDED, Optional.of("the process has ended"));
            }
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

    @FunctionalInterface
    private interface UnitStop {
        Systemctl.Job run(Runnable onStarted) throws IOException;
    }

    private void stopUnits(String what, UnitStop manager) throws Settled, IOException {
        check();
        beginRequest();
        Systemctl.Job job = manager.run(() -> step(StopStep.REQUESTED, Optional.of(what)));
        switch (job) {
            case Systemctl.Job.Done done -> step(StopStep.ENDED, Optional.of("the stop job is done"));
            case Systemctl.Job.Failed failed ->
                step(
                        StopStep.ENDED,
                        Optional.of("systemctl ended with " + failed.exitCode() + ": " + failed.message()));
            case Systemctl.Job.TimedOut timedOut -> {}
        }
    }

    /** An engine that refuses has done nothing, or has it on its way: the sockets tell. */
    private void stopContainer(StopMethod.Container method) throws Settled, IOException {
        long user = check().userOf(method);
        beginRequest();
        String what = (method.signal() == Signal.SIGKILL ? "kill" : "stop") + " of container "
                + method.name().orElse(method.id()) + " by " + method.runtime();
        Management.Container container =
                new Management.Container(method.runtime(), method.id(), method.name(), Optional.empty());
        AtomicBoolean told = new AtomicBoolean();
        try {
            boolean ended = parts.means()
                    .engines()
                    .stop(container, user, method.signal() == Signal.SIGKILL, stop.timeLimit(), () -> {
                        if (told.compareAndSet(false, true)) {
                            step(StopStep.REQUESTED, Optional.of(what));
                        }
                    });
            if (ended) {
                step(StopStep.ENDED, Optional.of("the container has ended"));
            }
        } catch (IOException e) {
            step(StopStep.ENDED, Optional.of(what + ": " + e.getMessage()));
        }
    }

    private void releaseTimeWait() throws Settled, IOException {
        expire();
        settleIf(parts.check()
                .timeWaitRefusal(
                        stop, parts.verification().occupancy(stop.target().socket())));
        step(StopStep.IDENTITY_CHECKED, Optional.empty());
        beginRequest();
        try {
            SockDestroy.Released released =
                    parts.means().timeWait().release(stop.target().socket());
            step(
                    StopStep.REQUESTED,
                    Optional.of(released.destroyed() + " TIME_WAIT sockets released"
                            + (released.left() == 0 ? "" : ", " + released.left() + " had left by themselves")));
        } catch (KernelException e) {
            throw new Settled(new StopOutcome.Refused(
                    "method.facility_missing", "this kernel does not release TIME_WAIT sockets: " + e.getMessage()));
        }
        step(StopStep.ENDED, Optional.empty());
    }

    private Occupancy check() throws Settled, IOException {
        expire();
        Occupancy seen = parts.verification().occupancy(stop.target().socket());
        settleIf(parts.check().refusal(stop, seen.view()));
        step(StopStep.IDENTITY_CHECKED, Optional.empty());
        return seen;
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
        // the disk may have taken its time
        if (parts.clock().instant().isAfter(deadline)) {
            throw new Settled(new StopOutcome.Expired());
        }
    }

    private void expire() throws Settled {
        if (phase.get() == Phase.ABORTED) {
            throw new Settled(new StopOutcome.Aborted());
        }
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

package dev.portledger.local;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.local.data.Run;
import dev.portledger.local.postgres.Postmaster;
import dev.portledger.local.process.ProcFs;
import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Progress;
import dev.portledger.local.terminal.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run that was killed may have left behind. The kernel has told its parts to end already; here they are waited for, and ended if
 * they do not.
 */
record Leftovers(Optional<Run> run, Postmaster postmaster, Progress progress) {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    void end() throws InterruptedException, Trouble {
        List<ProcessIdentity> parts = run.map(r -> List.copyOf(r.parts().values())).orElse(List.of()).stream()
                .filter(ProcFs::alive)
                .toList();
        if (parts.isEmpty() && postmaster.running().isEmpty()) {
            return;
        }
        progress.step("clean-up", "ending what an earlier run left behind");
        // the database last, as it must not go while the server still writes: its own fast shutdown comes from the
        // postmaster
        parts.stream().filter(p -> p.pid() != postmaster.running().orElse(-1)).forEach(p -> handle(p)
                .ifPresent(ProcessHandle::destroy));
        postmaster.stop();
        if (!gone(parts)) {
            parts.forEach(p -> handle(p).ifPresent(ProcessHandle::destroyForcibly));
            if (!gone(parts)) {
                throw new Trouble(Exit.FAILED, "An earlier run's processes do not end: " + parts);
            }
        }
    }

    private boolean gone(List<ProcessIdentity> parts) throws InterruptedException {
        Instant latest = Instant.now().plus(PATIENCE);
        while (parts.stream().anyMatch(ProcFs::alive) || postmaster.running().isPresent()) {
            if (Instant.now().isAfter(latest)) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(50));
        }
        return true;
    }

    /** The JDK's handle keeps the start time and checks it at every signal. */
    private static Optional<ProcessHandle> handle(ProcessIdentity process) {
        return ProcessHandle.of(process.pid()).filter(handle -> ProcFs.alive(process));
    }
}

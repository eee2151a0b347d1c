package dev.portledger.local.postgres;

import dev.portledger.local.process.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The process named by PostgreSQL's own lock file, {@code postmaster.pid}. After a kill -9 or a power cut the file stays, and its pid may
 * by now be somebody else's: PostgreSQL then refuses to start. So a pid counts only if it runs our {@code postgres} in our data directory.
 */
public record Postmaster(Cluster cluster) {

    /** Fast shutdown of whoever works on these files: a checkpoint, then the end. @return whether there was somebody to ask */
    public boolean stop() {
        if (running().isEmpty()) {
            return false;
        }
        try {
            Process stop = new ProcessBuilder(cluster.programs()
                            .command(
                                    "pg_ctl",
                                    List.of("stop", "-D", cluster.folder().toString(), "-m", "fast", "--no-wait")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return stop.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Removes the lock file of a postmaster that is no more. */
    void forget() {
        if (running().isEmpty()) {
            try {
                Files.deleteIfExists(lockFile());
            } catch (IOException e) {
                // PostgreSQL will say so itself, with the reason
            }
        }
    }

    /** The pid that works on these files now. */
    public OptionalLong running() {
        try {
            long pid = Long.parseLong(Files.readAllLines(lockFile()).getFirst().strip());
            return ProcFs.runs(pid, cluster.programs().program("postgres"), cluster.folder())
                    ? OptionalLong.of(pid)
                    : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private Path lockFile() {
        return cluster.folder().resolve("postmaster.pid");
    }
}

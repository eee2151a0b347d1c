package dev.portledger.local.process;

import dev.portledger.domain.holder.ProcessIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running program of ours. */
public final class Child {

    private final Process process;
    private final Optional<ProcessIdentity> identity;
    private final ChildLog log;

    Child(Process process, ChildLog log) {
        this.process = process;
        this.identity = ProcFs.identity(process.pid());
        this.log = log;
        Thread.ofPlatform().daemon().name("log").start(() -> log.follow(process.getInputStream()));
    }

    /** Empty when it was gone before it could be looked at. */
    public Optional<ProcessIdentity> identity() {
        return identity;
    }

    public List<String> lastLines() {
        return log.lastLines();
    }

    /** SIGTERM. */
    void ask() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** The exit status; 128 + n after signal n. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}

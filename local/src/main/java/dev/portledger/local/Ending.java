package dev.portledger.local;

import dev.portledger.local.process.Supervised;
import dev.portledger.local.terminal.Exit;
import dev.portledger.local.terminal.Progress;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The end, in the reverse order of the start: agent, server, database. It runs as the JVM's shutdown hook, so after Ctrl-C, SIGTERM, a
 * closed terminal and a failed start alike.
 */
final class Ending {

    private final Progress progress;
    private final Deque<Supervised> parts = new ArrayDeque<>();
    private final Runnable last;
    private Exit exit = Exit.IN_ORDER;

    /** @param last what is done when all parts have ended */
    Ending(Progress progress, Runnable last) {
        this.progress = progress;
        this.last = last;
    }

    void armed() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::end));
    }

    synchronized void include(Supervised part) {
        parts.push(part);
    }

    /** The status to end with, if not {@link Exit#IN_ORDER}. */
    synchronized void because(Exit reason) {
        exit = reason;
    }

    private synchronized void end() {
        progress.say("");
        try {
            while (!parts.isEmpty()) {
                Supervised part = parts.pop();
                boolean byItself = part.end();
                progress.step(part.name(), byItself ? "ended" : "did not end in time and was killed");
                if (!byItself) {
                    exit = Exit.FAILED;
                }
            }
        } catch (InterruptedException e) {
            exit = Exit.FAILED;
        }
        last.run();
        // the JVM's own status would be 128 + the signal
        Runtime.getRuntime().halt(exit.status());
    }
}

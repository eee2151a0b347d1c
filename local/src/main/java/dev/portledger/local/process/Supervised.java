package dev.portledger.local.process;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.local.terminal.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A part that is kept running.
 *
 * <pre>
 *   start() --> running --ends by itself--> said, with its last lines --back-off 1, 2, 4 … 30 s--> running
 *                  |                                                        |
 *                  +------------------------- end() ------------------------+--> ended
 * </pre>
 *
 * A part that ran for a minute starts with the shortest back-off again.
 */
public final class Supervised {

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Part part;
    private final Spawner spawner;
    private final Progress progress;
    private final Runnable onStart;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final AtomicInteger deaths = new AtomicInteger();
    private @Nullable Child child;

    /** @param onStart called after each start, when {@link #identity} is new */
    public Supervised(Part part, Spawner spawner, Progress progress, Runnable onStart) {
        this.part = part;
        this.spawner = spawner;
        this.progress = progress;
        this.onStart = onStart;
    }

    public String name() {
        return part.name();
    }

    public void start() {
        Thread.ofPlatform().daemon().name(part.name()).start(this::keepRunning);
    }

    public synchronized Optional<ProcessIdentity> identity() {
        return Optional.ofNullable(child).flatMap(Child::identity);
    }

    /** How often it ended without being asked to. */
    public int deaths() {
        return deaths.get();
    }

    /** Ends it, for good. @return whether it ended by itself, within its patience */
    public boolean end() throws InterruptedException {
        Child last;
        synchronized (this) {
            ending.countDown();
            last = child;
        }
        if (last == null) {
            return true;
        }
        part.ask(last);
        if (last.awaitEnd(part.patience())) {
            return true;
        }
        last.kill();
        last.awaitEnd();
        return false;
    }

    private void keepRunning() {
        Duration backOff = FIRST_BACK_OFF;
        try {
            do {
                Instant started = Instant.now();
                Optional<String> end = runOnce();
                if (end.isEmpty()) {
                    return;
                }
                if (started.plus(STEADY).isBefore(Instant.now())) {
                    backOff = FIRST_BACK_OFF;
                }
                deaths.incrementAndGet();
                progress.died(part.name(), end.get(), lastLines(), backOff);
                backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) < 0
                        ? backOff.multipliedBy(2)
                        : LONGEST_BACK_OFF;
            } while (!ending.await(backOff.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how it ended; empty when it was asked to */
    private Optional<String> runOnce() throws InterruptedException {
        Child started;
        try {
            synchronized (this) {
                if (ending.getCount() == 0) {
                    return Optional.empty();
                }
                started = spawner.start(part.launch());
                child = started;
            }
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        onStart.run();
        int status = started.awaitEnd();
        return ending.getCount() == 0 ? Optional.empty() : Optional.of(inWords(status));
    }

    synchronized List<String> lastLines() {
        return child == null ? List.of() : child.lastLines();
    }

    private static String inWords(int status) {
        return status > 128 ? "killed by signal " + (status - 128) : "exit status " + status;
    }
}

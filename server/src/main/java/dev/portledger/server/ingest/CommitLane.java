package dev.portledger.server.ingest;

import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.ledger.write.Applied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;

/**
 * One thread that commits what its hosts bring. A batch that fails because of the database is tried until it succeeds; one that fails
 * because of what is in it is halved until the entry that cannot be written stands alone, so that it harms no other host.
 */
final class CommitLane {

    private static final Logger LOG = Logger.getLogger(CommitLane.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private record Waiting(Submission submission, Runnable release) {}

    private final int maxBatch;
    private final BatchWriter writer;
    private final LedgerAvailability availability;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    CommitLane(String name, int maxBatch, BatchWriter writer, LedgerAvailability availability) {
        this.maxBatch = maxBatch;
        this.writer = writer;
        this.availability = availability;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    /** @param release run once the entry no longer waits */
    void add(Submission submission, Runnable release) {
        queue.add(new Waiting(submission, release));
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, maxBatch - 1);
                commit(batch.stream().map(Waiting::submission).toList());
                for (Waiting waiting : batch) {
                    waiting.release().run();
                    waiting.submission().origin().released(waiting.submission());
                }
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Commits all of them but those that cannot be. */
    private void commit(List<Submission> all) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            List<Submission> batch = all.stream()
                    .filter(submission -> submission.origin().isTrusted())
                    .toList();
            if (batch.isEmpty()) {
                return;
            }
            try {
                List<Applied> results = writer.write(batch);
                availability.succeeded();
                tell(batch, results);
                return;
            } catch (RuntimeException e) {
                if (!availability.failed(e)) {
                    isolate(batch, e);
                    return;
                }
                LOG.debugf("not committed yet: %s", Failures.summary(e));
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void isolate(List<Submission> batch, RuntimeException failure) throws InterruptedException {
        if (batch.size() > 1) {
            int half = batch.size() / 2;
            commit(batch.subList(0, half));
            commit(batch.subList(half, batch.size()));
            return;
        }
        Submission submission = batch.getFirst();
        LOG.errorf(
                "an entry of host %s cannot be written: %s", submission.entry().hostId(), Failures.summary(failure));
        submission.origin().refused();
    }

    private static void tell(List<Submission> batch, List<Applied> results) {
        Set<Submission.Origin> origins = new LinkedHashSet<>();
        for (int i = 0; i < results.size(); i++) {
            Submission.Origin origin = batch.get(i).origin();
            origin.applied(results.get(i));
            origins.add(origin);
        }
        origins.forEach(Submission.Origin::batchDone);
    }
}

package dev.portledger.server.ingest;

import dev.portledger.server.database.LedgerAvailability;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Gets entries committed: in order per host, many hosts per transaction. What waits is bounded; who brings more, waits. While the
 * database is away nothing is dropped and nothing acknowledged.
 */
@ApplicationScoped
class Committer {

    private final IngestConfig config;
    private final Semaphore kilobytes;
    private final List<CommitLane> lanes;

    Committer(IngestConfig config, BatchWriter writer, LedgerAvailability availability) {
        this.config = config;
        this.kilobytes = new Semaphore(config.maxKilobytesInFlight());
        this.lanes = IntStream.range(0, config.lanes())
                .mapToObj(number -> new CommitLane("commit-" + number, config.maxBatch(), writer, availability))
                .toList();
    }

    void start(@Observes StartupEvent event) {
        lanes.forEach(CommitLane::start);
    }

    void stop(@Observes ShutdownEvent event) {
        lanes.forEach(CommitLane::stop);
    }

    /** Takes an entry over; false if there was no room for it in time. */
    boolean submit(Submission submission) throws InterruptedException {
        int size = Math.min(submission.kilobytes(), config.maxKilobytesInFlight());
        if (!kilobytes.tryAcquire(size, config.takeWithin().toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        int lane = Math.floorMod(submission.entry().hostId().hashCode(), lanes.size());
        lanes.get(lane).add(submission, () -> kilobytes.release(size));
        return true;
    }
}

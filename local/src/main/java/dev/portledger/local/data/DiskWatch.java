package dev.portledger.local.data;

import dev.portledger.local.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Says once when the data folder's disk is about to be full, and once when it is not any more. */
public final class DiskWatch {

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final long MEGABYTE = 1_000_000;
    /** The database's write-ahead log grows by 16 MiB at a time. */
    private static final long SCARCE = 40 * MEGABYTE;

    private static final long ENOUGH = 80 * MEGABYTE;

    private final DataFolder data;
    private final Progress progress;
    private boolean scarce;

    public DiskWatch(DataFolder data, Progress progress) {
        this.data = data;
        this.progress = progress;
    }

    public void start() {
        Thread.ofPlatform().daemon().name("disk").start(() -> {
            try {
                while (true) {
                    look();
                    Thread.sleep(EVERY);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look() {
        try {
            tell(Files.getFileStore(data.root()).getUsableSpace());
        } catch (IOException e) {
            // nothing can be said of it now; the database will
        }
    }

    /** @param usable bytes */
    void tell(long usable) {
        if (!scarce && usable < SCARCE) {
            scarce = true;
            progress.step(
                    "disk",
                    "only " + usable / MEGABYTE + " MB are left for " + data.root()
                            + "; when they are gone nothing can be recorded. What is recorded stays, and all goes on when"
                            + " there is room");
        } else if (scarce && usable > ENOUGH) {
            scarce = false;
            progress.step("disk", usable / MEGABYTE + " MB are left again for " + data.root());
        }
    }
}

package dev.portledger.local.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.local.terminal.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFileTest {

    @TempDir
    private Path folder;

    @Test
    void keepsWhoRunsUntilItIsCleared() throws IOException, Trouble {
        RunFile file = RunFile.lock(DataFolder.open(folder));
        assertThat(file.read()).isEmpty();

        ProcessIdentity process = new ProcessIdentity(UUID.randomUUID(), 17, 4711);
        Run run = new Run(
                process, Instant.parse("2026-11-22T16:00:00Z"), "http://127.0.0.1:8600", Map.of("server", process));
        file.write(run);
        assertThat(file.read()).contains(run);

        file.clear();
        assertThat(file.read()).isEmpty();
    }

    /** Each part has a thread of its own that notes its start. */
    @Test
    void isWrittenBySeveralAtOnce() throws IOException, Trouble {
        RunFile file = RunFile.lock(DataFolder.open(folder));
        Run run = new Run(
                new ProcessIdentity(UUID.randomUUID(), 17, 4711),
                Instant.parse("2026-11-22T16:00:00Z"),
                "http://127.0.0.1:8600",
                Map.of());
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<CompletableFuture<Void>> writers = Stream.generate(
                            () -> CompletableFuture.runAsync(() -> writeOften(file, run), threads))
                    .limit(4)
                    .toList();
            writers.forEach(CompletableFuture::join);
        }
        assertThat(file.read()).contains(run);
        file.clear();
    }

    private static void writeOften(RunFile file, Run run) {
        try {
            for (int i = 0; i < 200; i++) {
                file.write(run);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takesACutOffFileForNone() throws IOException, Trouble {
        DataFolder data = DataFolder.open(folder);
        RunFile file = RunFile.lock(data);
        Files.writeString(data.run().resolve("run.json"), "{\"supervisor\":{\"bootId\":");
        assertThat(file.read()).isEmpty();
        file.clear();
    }
}

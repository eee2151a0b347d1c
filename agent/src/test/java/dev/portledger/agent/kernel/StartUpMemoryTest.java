package dev.portledger.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a file of the test's own: the virtual machine's may be in use by others, and stays then. */
final class StartUpMemoryTest {

    private static final int KIBIBYTES = 4_096;

    @TempDir
    Path folder;

    @Test
    void pagesOfFilesAreGivenBackAndReadAgainWhenTheyAreNeeded() throws IOException {
        Path file = folder.resolve("mapped");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] content = new byte[KIBIBYTES * 1024];
            content[content.length - 1] = 42;
            Files.write(file, content);
            channel.force(true);
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, content.length);
            mapped.load();
            assertThat(resident(file)).isEqualTo(KIBIBYTES);

            StartUpMemory.giveBack();
            assertThat(resident(file)).isZero();

            assertThat(mapped.get(content.length - 1)).isEqualTo((byte) 42);
            assertThat(resident(file)).isBetween(4, KIBIBYTES / 2);
        }
    }

    /** Rss of its mapping, KiB (proc_pid_smaps(5)). */
    private static int resident(Path file) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith(" " + file)) {
                return lines.subList(i, lines.size()).stream()
                        .filter(line -> line.startsWith("Rss:"))
                        .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new IOException("it is not mapped");
    }
}

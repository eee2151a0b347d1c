package dev.portledger.server.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.server.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrivateFileTest {

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFullDiskLeavesTheOldTextAndNothingBesides() throws IOException {
        try (SmallDisk disk = SmallDisk.mounted(1)) {
            Path folder = disk.folder("secrets");
            Path file = folder.resolve("last");
            PrivateFile.replace(file, "old");
            disk.fill();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> PrivateFile.replace(file, "new")).hasMessageContaining("No space left");
                assertThatThrownBy(() -> PrivateFile.create(folder.resolve("other"), "new"))
                        .hasMessageContaining("No space left");
            }
            assertThat(file).hasContent("old");
            assertThat(names(folder)).containsExactly("last");
            disk.makeRoom();
            PrivateFile.replace(file, "new");
            assertThat(file).hasContent("new");
            assertThat(names(folder)).containsExactly("last");
        }
    }
}

package dev.portledger.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void isCreatedForItsOwnerOnlyAndStays() throws IOException {
        Path file = folder.resolve("below/secret");
        String secret = SecretFile.readOrCreate(file);
        assertThat(secret).matches("[A-Za-z0-9_-]{24}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretFile.readOrCreate(file)).isEqualTo(secret);
        try (var left = Files.list(file.resolveSibling("."))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void takesWhatSomebodyWrote() throws IOException {
        Path file = folder.resolve("given");
        Files.writeString(file, " chosen by hand \n");
        assertThat(SecretFile.readOrCreate(file)).isEqualTo("chosen by hand");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> SecretFile.readOrCreate(file)).hasMessageContaining("empty");
    }

    @Test
    void isOneForAllWhoCreateIt() {
        Path file = folder.resolve("raced");
        var racers = IntStream.range(0, 16)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> readOrCreate(file)))
                .toList();
        assertThat(racers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    private static String readOrCreate(Path file) {
        try {
            return SecretFile.readOrCreate(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSessionKeySurvivesARestart() {
        Path file = folder.resolve("session-key");
        System.setProperty(SessionKeySource.FILE_PROPERTY, file.toString());
        try {
            assertThat(new SessionKeySource().getValue(SessionKeySource.KEY))
                    .isNotNull()
                    .isEqualTo(new SessionKeySource().getValue(SessionKeySource.KEY));
        } finally {
            System.clearProperty(SessionKeySource.FILE_PROPERTY);
        }
        assertThat(List.of(
                        String.valueOf(new SessionKeySource().getValue(SessionKeySource.KEY)),
                        String.valueOf(new SessionKeySource().getValue(SessionKeySource.KEY))))
                .doesNotHaveDuplicates();
        assertThat(new SessionKeySource().getPropertyNames()).isEmpty();
    }
}

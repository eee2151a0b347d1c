package dev.portledger.local.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretTest {

    @TempDir
    private Path folder;

    @Test
    void isMadeOnceForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("password");
        Secret made = Secret.keptIn(file);
        Secret found = Secret.keptIn(file);

        assertThat(made.fresh()).isTrue();
        assertThat(found.fresh()).isFalse();
        assertThat(found.value()).isEqualTo(made.value()).hasSizeGreaterThanOrEqualTo(24);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void isReplacedWhole() throws IOException {
        Path file = folder.resolve("token");
        Secret first = Secret.madeIn(file);
        Secret second = Secret.madeIn(file);

        assertThat(second.value()).isNotEqualTo(first.value());
        assertThat(Secret.keptIn(file).value()).isEqualTo(second.value());
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isNotShownByItsRecord() throws IOException {
        Secret secret = Secret.madeIn(folder.resolve("token"));
        assertThat(secret.toString()).doesNotContain(secret.value());
    }
}

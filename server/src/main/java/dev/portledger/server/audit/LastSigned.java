package dev.portledger.server.audit;

import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.server.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The last checkpoint that this server has signed, in a file beside the key: a server never signs what contradicts it, whatever the
 * database says meanwhile.
 */
final class LastSigned {

    private final Path file;

    LastSigned(Path keyFile) {
        this.file = keyFile.toAbsolutePath().resolveSibling(keyFile.getFileName() + ".last-checkpoint");
    }

    /** @throws IOException if there is one that cannot be read */
    Optional<SignedCheckpoint> read() throws IOException {
        try {
            return Optional.of(SignedCheckpoint.parse(Files.readString(file)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not hold a signed checkpoint", e);
        }
    }

    void write(SignedCheckpoint signed) throws IOException {
        PrivateFile.replace(file, signed.note());
    }
}

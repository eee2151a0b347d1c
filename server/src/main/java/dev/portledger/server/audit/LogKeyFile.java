package dev.portledger.server.audit;

import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.trust.SigningKey;
import dev.portledger.server.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The file with the key that signs checkpoints, mode 0600, two lines: the public key as c2sp.org/signed-note writes it, which anybody may
 * have, and the private one (PKCS#8, base64). All servers of one database use the same file.
 */
final class LogKeyFile {

    private static final int LINES = 2;

    private LogKeyFile() {}

    /**
     * The key of this file; where there is no file, it is made. Whoever reads it while it is being made sees nothing or all of it.
     *
     * @throws IOException if it cannot be read or made, or holds something else
     */
    static LogKey readOrCreate(Path file) throws IOException {
        try {
            try {
                return read(file);
            } catch (NoSuchFileException _) {
                create(file);
                return read(file);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not hold a key of an audit log", e);
        }
    }

    private static LogKey read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != LINES) {
            throw new IllegalArgumentException("two lines: the public key and the private one");
        }
        NoteKey key = NoteKey.parse(lines.getFirst());
        return new LogKey(key, SigningKey.of(lines.getLast(), key.publicKey().text()));
    }

    private static void create(Path file) throws IOException {
        SigningKey secret = SigningKey.generate();
        // a name of its own for each log: checkpoints of two must not be taken for each other's
        String name = "portledger-audit/"
                + HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits());
        NoteKey key = NoteKey.of(name, NoteKey.Kind.LOG, secret.publicKey().encoded());
        PrivateFile.create(file, key.text() + "\n" + secret.privateText() + "\n");
    }
}

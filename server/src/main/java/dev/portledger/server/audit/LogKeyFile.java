package dev.portledger.server.audit;

import dev.portledger.domain.audit.NoteKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The file with the key that signs checkpoints, mode 0600, two lines: the public key as c2sp.org/signed-note writes it, which anybody may
 * have, and the private one (PKCS#8, base64). All servers of one database use the same file.
 */
final class LogKeyFile {

    private static final String ALGORITHM = "Ed25519";
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
                create(file.toAbsolutePath());
                return read(file);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " does not hold a key of an audit log", e);
        }
    }

    private static LogKey read(Path file) throws IOException, GeneralSecurityException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != LINES) {
            throw new IllegalArgumentException("two lines: the public key and the private one");
        }
        byte[] encoded = Base64.getDecoder().decode(lines.getLast());
        LogKey key = new LogKey(
                NoteKey.parse(lines.getFirst()),
                KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        if (!key.isPair()) {
            throw new IllegalArgumentException("the two keys do not belong together");
        }
        return key;
    }

    /** Written under another name first: linking it to its own is atomic, and never replaces what another server made meanwhile. */
    private static void create(Path file) throws IOException, GeneralSecurityException {
        Files.createDirectories(file.resolveSibling(".").normalize());
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        // a name of its own for each log: checkpoints of two must not be taken for each other's
        String name = "portledger-audit/"
                + HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits());
        NoteKey key = NoteKey.of(name, NoteKey.Kind.LOG, pair.getPublic().getEncoded());
        String text = key.text() + "\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n";
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            try (var channel = FileChannel.open(
                    draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException _) {
            // another server was faster; its key is the one that counts
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}

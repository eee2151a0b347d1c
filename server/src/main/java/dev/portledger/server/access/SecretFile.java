package dev.portledger.server.access;

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
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A secret in a file of its own, which only the owner may read. The secret itself never leaves this class by a log or a message. */
final class SecretFile {

    /** 18 bytes are 24 characters of base64url and 144 bits. */
    private static final int RANDOM_BYTES = 18;

    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretFile() {}

    /** A new secret of 24 characters that need no quoting anywhere. */
    static String generated() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The secret in this file without surrounding blanks; when there is no file, it is created with a generated one. Whoever reads
     * the file while it is being created sees nothing or all of it.
     *
     * @throws IOException if it can't be read or created, or is empty
     */
    static String readOrCreate(Path file) throws IOException {
        try {
            return read(file);
        } catch (NoSuchFileException _) {
            create(file);
            return read(file);
        }
    }

    private static String read(Path file) throws IOException {
        String secret = Files.readString(file).strip();
        if (secret.isEmpty()) {
            throw new IOException(file + " is empty");
        }
        return secret;
    }

    /** Written under another name first: linking it to its own is atomic, and never replaces what somebody else made meanwhile. */
    private static void create(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.resolveSibling(".").normalize());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = absolute.resolveSibling("." + file.getFileName() + "." + generated());
        try {
            try (var channel = FileChannel.open(
                    draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                channel.write(ByteBuffer.wrap((generated() + "\n").getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException _) {
            // another server was faster; its secret is the one that counts
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}

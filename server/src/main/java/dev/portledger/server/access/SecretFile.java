package dev.portledger.server.access;

import dev.portledger.server.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

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
            PrivateFile.create(file, generated() + "\n");
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
}

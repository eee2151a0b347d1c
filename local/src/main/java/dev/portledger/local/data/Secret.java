package dev.portledger.local.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A generated secret in a file of its own, readable by its owner only.
 *
 * @param fresh whether this call made it, so that it is worth telling
 */
public record Secret(Path file, String value, boolean fresh) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 18;

    @Override
    public String toString() {
        return "Secret[" + file + "]";
    }

    /** The secret of that file, made if there is none. */
    public static Secret keptIn(Path file) throws IOException {
        if (Files.exists(file)) {
            return new Secret(file, Files.readString(file).strip(), false);
        }
        return madeIn(file);
    }

    /** A new secret in place of the one that may be there. A crash in between leaves the old file or the new one, whole. */
    public static Secret madeIn(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, value + "\n");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Secret(file, value, true);
    }
}

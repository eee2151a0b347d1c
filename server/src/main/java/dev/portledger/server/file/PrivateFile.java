package dev.portledger.server.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Writes small files of mode 0600. Whoever reads one sees nothing, the old text or the new one, and never a part. */
public final class PrivateFile {

    private PrivateFile() {}

    /** Makes a file, with its folder; without effect if somebody else has made it meanwhile: then that one counts. */
    public static void create(Path file, String text) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(folder(absolute));
        Path draft = draft(absolute, text);
        try {
            // unlike a move, a link never replaces anything
            Files.createLink(absolute, draft);
            force(folder(absolute));
        } catch (FileAlreadyExistsException _) {
            // another server was faster
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes a file or replaces it; when this returns, the new text is on the disk. */
    public static void replace(Path file, String text) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(folder(absolute));
        Path draft = draft(absolute, text);
        try {
            Files.move(draft, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder(absolute));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path folder(Path absolute) {
        return absolute.resolveSibling(".").normalize();
    }

    private static Path draft(Path file, String text) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try (var channel =
                FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            // on a full disk each attempt would leave one behind
            Files.deleteIfExists(draft);
            throw e;
        }
        return draft;
    }

    /** A name is on the disk only when its folder is. */
    private static void force(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

package dev.portledger.agent.uplink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder of one agent: key, outbox, journal of stops. Only its user may read it, and only one agent may use it. */
public final class StateDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private StateDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws IOException when it cannot be made or written, or another agent uses it; the message says which */
    public static StateDirectory open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            create(path);
        }
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("another agent uses " + path);
        }
        return new StateDirectory(path, channel);
    }

    static void create(Path path) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path path() {
        return path;
    }

    public Path outbox() {
        return path.resolve("outbox");
    }

    public Path stops() {
        return path.resolve("stops");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}

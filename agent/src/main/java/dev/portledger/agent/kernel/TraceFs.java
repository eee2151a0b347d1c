package dev.portledger.agent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * tracefs (Documentation/trace/ftrace.rst): where the host has mounted it, else a mount that nobody else sees. Whatever is
 * made in it outlives this process in both cases.
 */
public final class TraceFs implements AutoCloseable {

    private static final List<Path> USUAL =
            List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

    private final Path path;
    private final Optional<DetachedMount> mount;

    private TraceFs(Path path, Optional<DetachedMount> mount) {
        this.path = path;
        this.mount = mount;
    }

    /** @throws IOException when the kernel has none, or this user may not use it */
    public static TraceFs open() throws IOException {
        for (Path usual : USUAL) {
            if (Files.isReadable(usual.resolve("events/header_event"))) {
                return new TraceFs(usual, Optional.empty());
            }
        }
        DetachedMount mount = DetachedMount.open("tracefs");
        if (!Files.isReadable(mount.path().resolve("events"))) {
            mount.close();
            throw new KernelException("tracefs", Errno.EACCES.number());
        }
        return new TraceFs(mount.path(), Optional.of(mount));
    }

    public Path path() {
        return path;
    }

    /**
     * The number of a tracepoint.
     *
     * @param event such as {@code syscalls/sys_exit_bind}
     */
    public int id(String event) throws IOException {
        return Integer.parseInt(
                Files.readString(path.resolve("events").resolve(event).resolve("id"))
                        .strip());
    }

    @Override
    public void close() {
        mount.ifPresent(DetachedMount::close);
    }
}

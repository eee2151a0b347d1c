package dev.portledger.agent.local;

import dev.portledger.agent.local.LocalReply.Refused;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The end of the agent: takes a request of each connection, has it answered, and closes. Who may ask is decided by the mode of the
 * socket file, 0660: its owner and group.
 */
public final class LocalServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalServer.class);
    private static final int AT_ONCE = 8;

    /** This part of the time is for the request. */
    private static final int REQUEST_PART = 4;

    /** Answers a request; from several threads. */
    @FunctionalInterface
    public interface Answers {
        LocalReply answer(LocalRequest request);
    }

    private final Path file;
    private final ServerSocketChannel server;
    private final Answers answers;
    private final Duration patience;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ask-limits")::unstarted);
    private final Thread thread;

    private LocalServer(Path file, ServerSocketChannel server, Answers answers, Duration patience) {
        this.file = file;
        this.server = server;
        this.answers = answers;
        this.patience = patience;
        thread = Thread.ofPlatform().daemon().name("ask").unstarted(this::run);
    }

    /**
     * Listens at a file, in a folder that is there; one that a dead agent left is replaced.
     *
     * @param patience for all of a question; a quarter of it for the request to be complete
     * @throws IOException when there is another agent, or the file cannot be made
     */
    public static LocalServer start(Path file, Answers answers, Duration patience) throws IOException {
        removeLeft(file);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
            LocalServer started = new LocalServer(file, server, answers, patience);
            started.thread.start();
            return started;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void removeLeft(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            Files.delete(file); // nobody listens there
            return;
        }
        throw new IOException("another agent answers at " + file);
    }

    private void run() {
        while (server.isOpen()) {
            try {
                SocketChannel asker = server.accept();
                Thread.ofVirtual().name("answer").start(() -> serve(asker));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warnf("commands of this host are not answered any more: %s", e.getMessage());
                }
                return;
            }
        }
    }

    private void serve(SocketChannel asker) {
        boolean admitted = free.tryAcquire();
        ScheduledFuture<?> limit = watchdog.schedule(() -> close(asker), patience.toMillis(), TimeUnit.MILLISECONDS);
        try (asker) {
            LocalReply reply =
                    admitted ? reply(asker) : new Refused(LocalProblem.BUSY, "too many commands ask at once");
            Line.write(asker, fitting(LocalWire.line(reply)));
        } catch (IOException e) {
            LOG.debug("a command did not wait for its answer", e);
        } finally {
            limit.cancel(false);
            if (admitted) {
                free.release();
            }
        }
    }

    private LocalReply reply(SocketChannel asker) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> limit = watchdog.schedule(
                () -> endInput(asker, late), patience.toMillis() / REQUEST_PART, TimeUnit.MILLISECONDS);
        Optional<byte[]> line = Line.read(asker, LocalWire.MAX_REQUEST_BYTES);
        limit.cancel(false);
        if (late.get()) {
            return new Refused(LocalProblem.TOO_SLOW, "the request was not complete in time");
        }
        if (line.isEmpty()) {
            return new Refused(
                    LocalProblem.TOO_LARGE, "a request has at most " + LocalWire.MAX_REQUEST_BYTES + " bytes");
        }
        try {
            return answers.answer(LocalWire.request(line.get()));
        } catch (MalformedException e) {
            return new Refused(e.problem(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a command could not be answered", e);
            return new Refused(LocalProblem.FAILED, "the agent's log says more");
        }
    }

    private static byte[] fitting(byte[] line) throws IOException {
        return line.length <= LocalWire.MAX_REPLY_BYTES
                ? line
                : LocalWire.line(new Refused(
                        LocalProblem.TOO_LARGE, "the answer has more than " + LocalWire.MAX_REPLY_BYTES + " bytes"));
    }

    /** Ends the wait of whoever reads, so that an answer can still be given. */
    private static void endInput(SocketChannel asker, AtomicBoolean late) {
        late.set(true);
        try {
            asker.shutdownInput();
        } catch (IOException e) {
            LOG.debug("a connection was gone already", e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        watchdog.shutdownNow();
        Files.deleteIfExists(file);
    }
}

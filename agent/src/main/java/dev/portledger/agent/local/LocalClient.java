package dev.portledger.agent.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a command that asks. */
public final class LocalClient {

    private LocalClient() {}

    /**
     * Asks the agent at a socket.
     *
     * @return its answer; empty if there is none for this user: nobody is there, it may not be asked, it refuses, or it takes
     *     longer than it is given
     */
    public static Optional<LocalReply.Done> ask(Path socket, LocalRequest request, Duration atMost) {
        if (!socket.toFile().exists()) { // the usual case without an agent, and cheaper than an exception
            return Optional.empty();
        }
        FutureTask<LocalReply> asking = new FutureTask<>(() -> exchange(socket, request));
        Thread.ofPlatform().daemon().name("ask").start(asking);
        try {
            return asking.get(atMost.toMillis(), TimeUnit.MILLISECONDS) instanceof LocalReply.Done done
                    ? Optional.of(done)
                    : Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty(); // the command looks for itself, and says what is in its own way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** @throws MalformedException when the answer is none */
    static LocalReply exchange(Path socket, LocalRequest request) throws IOException, MalformedException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            boolean sent = write(channel, LocalWire.line(request));
            byte[] line = Line.read(channel, LocalWire.MAX_REPLY_BYTES)
                    .orElseThrow(() -> new MalformedException(LocalProblem.TOO_LARGE, "the answer is too long"));
            if (line.length == 0 && !sent) {
                throw new IOException("the agent hung up");
            }
            return LocalWire.reply(line);
        }
    }

    /** An agent that has too much to do answers before it is asked, and hangs up; then there is an answer all the same. */
    private static boolean write(SocketChannel channel, byte[] line) {
        try {
            Line.write(channel, line);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

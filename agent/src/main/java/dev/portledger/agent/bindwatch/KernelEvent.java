package dev.portledger.agent.bindwatch;

import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something the kernel said at the moment it happened. Times are by the agent's clock, converted from CLOCK_MONOTONIC at
 * the event itself. They come roughly in the order they happened; a failed bind may come some ten milliseconds late.
 * They come from every network namespace of the host, see {@link SocketSight#netns}.
 */
public sealed interface KernelEvent {

    Instant at();

    /** A TCP socket has entered LISTEN, or a UDP socket was bound to a port that its process named. */
    record Listening(Instant at, Caller caller, SocketSight socket) implements KernelEvent {}

    /**
     * A TCP socket has left LISTEN, or a UDP socket of {@link Listening} was closed.
     *
     * @param caller who closed it, perhaps by ending
     * @param endpoint where it was bound; empty where its port was given back before, which is so when the kernel had chosen it
     * @param cookie the same number as in sock_diag(7); empty where the source does not tell
     * @param netns inode number of its network namespace; empty where the source does not tell
     */
    record Closed(
            Instant at,
            Caller caller,
            Protocol protocol,
            Optional<LocalEndpoint> endpoint,
            Optional<SocketId.Cookie> cookie,
            Optional<Long> netns)
            implements KernelEvent {}

    /**
     * A bind(2) has not succeeded for longer than one takes, and will most likely turn out to have failed: whoever wants to know more of
     * the caller reads it now, as it may end soon. {@link BindFailed} follows if it has; a source that knows failures at once does not
     * tell this.
     */
    record BindSuspected(Instant at, Caller caller) implements KernelEvent {}

    /** The system call that has failed. */
    enum Call {
        BIND,
        LISTEN
    }

    /**
     * A bind(2) of TCP or UDP to a port that its process named has returned an error, or a listen(2) has, which does where
     * another socket on the port listens already that was bound by virtue of SO_REUSEADDR. A bind to port 0 asks for any
     * port, so its failure is about no port and is not told. Nor is listen(2) where the source only knows attempts.
     *
     * @param at when it failed; where the source only sees the attempt, when it was tried
     * @param socket what was to be bound, and where to
     * @param reuseAddress SO_REUSEADDR at the bind; empty where the source does not tell
     * @param reusePort SO_REUSEPORT at the bind; empty where the source does not tell
     * @param errno the error as in errno(3): 98 EADDRINUSE, 99 EADDRNOTAVAIL, 13 EACCES, 22 EINVAL for a socket that was
     *     bound already; empty where the source only knows that there was no success
     */
    record BindFailed(
            Instant at,
            Caller caller,
            Call call,
            SocketSight socket,
            Optional<Boolean> reuseAddress,
            Optional<Boolean> reusePort,
            Optional<Integer> errno)
            implements KernelEvent {}

    /**
     * Events were dropped, since they came faster than they were read. What they were is not known: any listener may have
     * opened or closed, any bind may have failed.
     *
     * @param at when it was noticed
     * @param count how many, at least 1
     */
    record Lost(Instant at, long count) implements KernelEvent {}
}

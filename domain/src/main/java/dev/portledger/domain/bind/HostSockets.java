package dev.portledger.domain.bind;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The sockets of one network namespace on one port of one protocol, and what kinds of them could not be listed. Sockets of
 * other ports may be among them.
 *
 * @param sockets those that were seen
 * @param unseen kinds that the host did not list; nothing can be said to be free while there are some
 */
public record HostSockets(List<BoundSocket> sockets, Set<Unseen> unseen) {

    /** What a host may be unable to list. */
    public enum Unseen {
        /** TCP sockets that are bound and neither listen nor are connected; listed since Linux 6.8. */
        BOUND_NOT_LISTENING,
        /** Connections and TIME_WAIT. */
        CONNECTIONS,
        /** Listeners, bound UDP sockets. */
        LISTENERS
    }

    public HostSockets {
        sockets = List.copyOf(sockets);
        unseen = unseen.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(unseen));
    }

    /** Every socket was seen. */
    public static HostSockets all(List<BoundSocket> sockets) {
        return new HostSockets(sockets, Set.of());
    }

    /** Those in the way of nobody but an attempt on this port: same protocol, same port. */
    List<BoundSocket> on(BindAttempt attempt) {
        return sockets.stream()
                .filter(socket -> socket.protocol() == attempt.protocol()
                        && socket.endpoint().port() == attempt.endpoint().port()
                        && !socket.isRequest())
                .toList();
    }
}

package dev.portledger.agent.socket;

import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One port, read anew from the kernel, with every holder resolved anew.
 *
 * @param at when it was read
 * @param listeners all listeners on the port, of every address; holders as of now
 * @param connections TIME_WAIT and closing connections on the local port, exact; empty for UDP
 * @param related listeners on other ports or protocols that share a unit, a container or a process with one of the
 *     holders, as of the last look
 * @param bound TCP sockets that are bound to the port and do not listen, holders as of now; empty where the kernel cannot
 *     show them
 */
public record PortView(
        Instant at,
        List<Listener> listeners,
        List<ConnectionCount> connections,
        List<Listener> related,
        Optional<List<Listener>> bound) {

    public PortView {
        listeners = List.copyOf(listeners);
        connections = List.copyOf(connections);
        related = List.copyOf(related);
        bound = bound.map(List::copyOf);
    }
}

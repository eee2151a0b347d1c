package dev.portledger.agent.stop;

import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import dev.portledger.domain.stop.StopMethod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a fresh look says of the endpoint that is to become free. */
record Occupancy(SocketKey target, PortView view) {

    /** The socket that is to go, if it is still there; one that was shut down is bound until it is closed. */
    Optional<Listener> targetSocket() {
        return Stream.concat(view.listeners().stream(), bound())
                .filter(listener -> listener.key().equals(target))
                .findFirst();
    }

    /** The user whose process holds the socket for a container; only that user's engine, and root's, may know it. */
    long userOf(StopMethod.Container container) {
        return targetSocket().stream()
                .flatMap(socket -> socket.holders().list().stream())
                .filter(holder -> holder.management() instanceof Management.Container managed
                        && managed.id().equals(container.id()))
                .map(holder -> holder.user().uid())
                .findFirst()
                .orElse(0L);
    }

    /** Listeners, the target among them, that hold the endpoint or a part of it. */
    List<Listener> holding() {
        return view.listeners().stream().filter(this::overlaps).toList();
    }

    /**
     * Sockets that are bound to the endpoint or a part of it and do not listen. They are in the way of a bind unless both
     * sockets have SO_REUSEADDR, or SO_REUSEPORT and the same user; the kernel's table does not tell these options.
     */
    List<Listener> onlyBound() {
        return bound().filter(this::overlaps).toList();
    }

    private Stream<Listener> bound() {
        return view.bound().stream().flatMap(List::stream);
    }

    private boolean overlaps(Listener listener) {
        return listener.key().netns() == target.netns()
                && target.endpoint().couldMeet(listener.key().endpoint());
    }

    List<ConnectionCount> timeWait() {
        return view.connections().stream()
                .filter(count -> count.state() == TcpState.TIME_WAIT
                        && count.count() > 0
                        && count.netns() == target.netns()
                        && target.endpoint().couldMeet(count.endpoint()))
                .toList();
    }
}

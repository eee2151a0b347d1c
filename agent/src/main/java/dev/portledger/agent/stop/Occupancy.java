package dev.portledger.agent.stop;

import dev.portledger.agent.socket.PortView;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
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
                && overlap(target.endpoint(), listener.key().endpoint());
    }

    List<ConnectionCount> timeWait() {
        return view.connections().stream()
                .filter(count -> count.state() == TcpState.TIME_WAIT
                        && count.count() > 0
                        && count.netns() == target.netns()
                        && overlap(target.endpoint(), count.endpoint()))
                .toList();
    }

    /**
     * Whether a bind to one could meet the other. A {@code ::} is taken for dual-stack: where that is wrong, an IPv4 listener
     * on the port is named that would not have been in the way, which is the safer mistake after a stop.
     */
    private static boolean overlap(LocalEndpoint one, LocalEndpoint other) {
        boolean sameDevice = one.device().isEmpty()
                || other.device().isEmpty()
                || one.device().equals(other.device());
        return sameDevice && one.port() == other.port() && meet(plain(one.address()), plain(other.address()));
    }

    /** Whether a bind to one address could meet a socket on the other, whatever their ports. */
    static boolean couldMeet(IpAddress one, IpAddress other) {
        return meet(plain(one), plain(other));
    }

    private static boolean meet(IpAddress one, IpAddress other) {
        return one.equals(other) || covers(one, other) || covers(other, one);
    }

    private static boolean covers(IpAddress wildcard, IpAddress address) {
        return wildcard.isWildcard() && (wildcard.family() == IpFamily.IPV6 || address.family() == IpFamily.IPV4);
    }

    /** An IPv6 socket on {@code ::ffff:a.b.c.d} is in the way of an IPv4 socket on {@code a.b.c.d}. */
    private static IpAddress plain(IpAddress address) {
        return address.isV4Mapped() ? new IpAddress(IpFamily.IPV4, 0, address.low() & 0xffff_ffffL) : address;
    }
}

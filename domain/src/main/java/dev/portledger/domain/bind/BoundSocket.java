package dev.portledger.domain.bind;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.TcpState;
import java.time.Instant;
import java.util.Optional;

/**
 * A socket that has a local port, as far as the host tells of it.
 *
 * @param id what tells it from others; empty where the source has no number for it
 * @param protocol transport protocol
 * @param endpoint its local address, interface and port now; of a connection always a concrete address
 * @param state TCP state; {@code BOUND_INACTIVE} for a TCP socket that is bound and no more. For UDP {@code CLOSE} when
 *     bound and {@code ESTABLISHED} when connected
 * @param timeWaitOnly whether the kernel has let go of the socket and keeps a TIME_WAIT entry: always in TIME_WAIT, and in
 *     FIN_WAIT2 after close(2) (timer 3 of sock_diag; inet_twsk_diag_fill in net/ipv4/inet_diag.c)
 * @param v6Only IPV6_V6ONLY; bind(2) sets it for a concrete IPv6 address. Empty for IPv4, and for connections, of which
 *     sock_diag does not tell it
 * @param flags SO_REUSEADDR and SO_REUSEPORT
 * @param uid owner of the socket; of an accepted connection the one who accepted. Empty where nobody owns it any more
 * @param origin of a connection, where it is known
 * @param leavesAt when a TIME_WAIT entry leaves by itself, by the agent's clock
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BoundSocket(
        Optional<SocketId> id,
        Protocol protocol,
        LocalEndpoint endpoint,
        TcpState state,
        boolean timeWaitOnly,
        Optional<Boolean> v6Only,
        ReuseFlags flags,
        Optional<Long> uid,
        Optional<Origin> origin,
        Optional<Instant> leavesAt) {

    /** Whether it has a peer, or had one: everything but LISTEN and bound sockets. */
    @JsonIgnore
    public boolean isConnection() {
        return switch (state) {
            case LISTEN, BOUND_INACTIVE, CLOSE -> false;
            default -> true;
        };
    }

    /** A half-open connection at a listener: it is known by the listener alone and holds no port of its own. */
    @JsonIgnore
    public boolean isRequest() {
        return state == TcpState.NEW_SYN_RECV;
    }

    /** IPV6_V6ONLY, also where it is not told but follows: bind(2) to a concrete IPv6 address sets it. */
    Truth effectiveV6Only() {
        boolean concreteV6 = endpoint.address().family() == IpFamily.IPV6
                && !endpoint.address().isWildcard()
                && !endpoint.address().isV4Mapped();
        return v6Only.isEmpty() && concreteV6 && !isConnection() ? Truth.YES : Truth.of(v6Only);
    }

    /** All that the rule of bind asks of it: two of a kind are in the way of the same attempts. */
    BoundSocket kind() {
        return new BoundSocket(
                Optional.empty(),
                protocol,
                endpoint,
                state,
                timeWaitOnly,
                v6Only,
                flags,
                uid,
                origin,
                Optional.empty());
    }

    /** The same with other flags. */
    public BoundSocket withFlags(ReuseFlags other) {
        return new BoundSocket(id, protocol, endpoint, state, timeWaitOnly, v6Only, other, uid, origin, leavesAt);
    }

    /** The same with IPV6_V6ONLY and the origin as another source tells them. */
    public BoundSocket with(Optional<Boolean> otherV6Only, Optional<Origin> otherOrigin) {
        return new BoundSocket(
                id, protocol, endpoint, state, timeWaitOnly, otherV6Only, flags, uid, otherOrigin, leavesAt);
    }
}

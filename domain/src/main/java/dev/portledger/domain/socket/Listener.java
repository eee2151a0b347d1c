package dev.portledger.domain.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holders;
import java.util.Optional;

/**
 * A TCP socket in LISTEN, or a bound UDP socket. Evidence of a port and outcomes of stops also name TCP sockets that are
 * bound and do not listen, marked by their {@link #state}; the ledger's frames never do.
 *
 * @param key the socket
 * @param v6Only IPV6_V6ONLY; empty for IPv4 sockets and where the source does not tell
 * @param uid owner of the socket as the kernel reports it
 * @param inode socket inode; empty where the source does not tell
 * @param backlog accept queue at the look that reported this listener; empty for UDP
 * @param cgroupId id of the creator's cgroup (cgroup2); empty where the kernel does not tell
 * @param holders who has it open
 * @param state {@link TcpState#BOUND_INACTIVE} for a TCP socket that is bound and neither listens nor is connected; empty for
 *     every other one
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Listener(
        SocketKey key,
        Optional<Boolean> v6Only,
        long uid,
        Optional<Long> inode,
        Optional<Backlog> backlog,
        Optional<Long> cgroupId,
        Holders holders,
        Optional<TcpState> state) {

    /** A TCP socket in LISTEN, or a bound UDP socket. */
    public Listener(
            SocketKey key,
            Optional<Boolean> v6Only,
            long uid,
            Optional<Long> inode,
            Optional<Backlog> backlog,
            Optional<Long> cgroupId,
            Holders holders) {
        this(key, v6Only, uid, inode, backlog, cgroupId, holders, Optional.empty());
    }

    /** The same socket, with what is known of its holders now. */
    public Listener withHolders(Holders now) {
        return new Listener(key, v6Only, uid, inode, backlog, cgroupId, now, state);
    }
}

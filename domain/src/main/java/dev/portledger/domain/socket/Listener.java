package dev.portledger.domain.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holders;
import java.util.Optional;

/**
 * A TCP socket in LISTEN, or a bound UDP socket.
 *
 * @param key the socket
 * @param v6Only IPV6_V6ONLY; empty for IPv4 sockets and where the source does not tell
 * @param uid owner of the socket as the kernel reports it
 * @param inode socket inode; empty where the source does not tell
 * @param backlog accept queue at the look that reported this listener; empty for UDP
 * @param cgroupId id of the creator's cgroup (cgroup2); empty where the kernel does not tell
 * @param holders who has it open
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Listener(
        SocketKey key,
        Optional<Boolean> v6Only,
        long uid,
        Optional<Long> inode,
        Optional<Backlog> backlog,
        Optional<Long> cgroupId,
        Holders holders) {}

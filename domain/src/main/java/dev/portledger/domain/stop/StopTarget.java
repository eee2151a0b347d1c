package dev.portledger.domain.stop;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.SocketKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a stop acts on: never a port or a pid alone. If any part no longer holds on the host, nothing is done.
 *
 * @param bootId the boot of the host
 * @param socket the socket that is to go; for a release of TIME_WAIT sockets whose endpoint they are on, and which may be {@link
 *     dev.portledger.domain.socket.SocketId.Unheld}
 * @param inode its inode, which each holder must still have open; empty where there is no socket
 * @param holders the identities shown in the plan
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record StopTarget(UUID bootId, SocketKey socket, Optional<Long> inode, List<ProcessIdentity> holders) {
    public StopTarget {
        holders = List.copyOf(holders);
    }

    /** Of a socket. */
    public StopTarget(UUID bootId, SocketKey socket, long inode, List<ProcessIdentity> holders) {
        this(bootId, socket, Optional.of(inode), holders);
    }

    /** Of an endpoint that nobody holds. */
    public static StopTarget unheld(UUID bootId, SocketKey endpoint) {
        return new StopTarget(bootId, endpoint, Optional.empty(), List.of());
    }
}

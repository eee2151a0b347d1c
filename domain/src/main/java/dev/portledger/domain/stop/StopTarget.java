package dev.portledger.domain.stop;

import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.SocketKey;
import java.util.List;
import java.util.UUID;

/**
 * What a stop acts on: never a port or a pid alone. If any part no longer holds on the host, nothing is done.
 *
 * @param bootId the boot of the host
 * @param socket the socket that is to go
 * @param inode its inode, which each holder must still have open
 * @param holders the identities shown in the plan
 */
public record StopTarget(UUID bootId, SocketKey socket, long inode, List<ProcessIdentity> holders) {
    public StopTarget {
        holders = List.copyOf(holders);
    }
}

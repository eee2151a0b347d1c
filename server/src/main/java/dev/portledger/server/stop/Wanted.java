package dev.portledger.server.stop;

import dev.portledger.domain.socket.LocalEndpoint;
import java.util.Optional;
import java.util.UUID;

/**
 * What to plan.
 *
 * @param what the socket that is to go, or the TIME_WAIT sockets
 * @param bulkId the bulk stop that it is a line of
 * @param hosts how many hosts that is for; 1 without one
 */
record Wanted(UUID hostId, What what, Optional<UUID> bulkId, int hosts) {

    sealed interface What {}

    /** The socket of a holding, by the right method. */
    record Holding(UUID holdingId) implements What {}

    /**
     * What follows another stop: a SIGKILL after a settled SIGTERM that was of no use, or a release of the TIME_WAIT sockets it has left.
     *
     * @param holdingId whose socket it has to be; empty: whatever that stop was for
     */
    record Follower(UUID stopId, Optional<UUID> holdingId) implements What {}

    /**
     * A release of the TIME_WAIT sockets of an endpoint that nobody holds.
     *
     * @param netns inode number of the network namespace; empty: the host's own
     */
    record TimeWait(Optional<Long> netns, LocalEndpoint endpoint) implements What {}

    Optional<UUID> follows() {
        return what instanceof Follower follower ? Optional.of(follower.stopId()) : Optional.empty();
    }
}

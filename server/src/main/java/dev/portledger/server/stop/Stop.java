package dev.portledger.server.stop;

import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A stop from its plan to its end.
 *
 * @param planExpiresAt until when the plan can be requested
 * @param follows the timed-out SIGTERM that this SIGKILL follows
 */
record Stop(
        UUID stopId,
        UUID hostId,
        StopPlan plan,
        String plannedBy,
        Instant plannedAt,
        Instant planExpiresAt,
        Optional<UUID> follows,
        StopState state) {

    Stop in(StopState next) {
        return new Stop(stopId, hostId, plan, plannedBy, plannedAt, planExpiresAt, follows, next);
    }

    Protocol protocol() {
        return plan.target().socket().protocol();
    }

    int port() {
        return plan.target().socket().endpoint().port();
    }
}

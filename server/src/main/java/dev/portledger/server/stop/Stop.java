package dev.portledger.server.stop;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.approval.Demand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A stop from its plan to its end.
 *
 * @param planExpiresAt until when the plan can be requested
 * @param follows the timed-out SIGTERM that this SIGKILL follows
 * @param demands what the rules demanded when it was planned
 * @param bulkId the bulk stop that it is a line of
 */
record Stop(
        UUID stopId,
        UUID hostId,
        StopPlan plan,
        String plannedBy,
        Instant plannedAt,
        Instant planExpiresAt,
        Optional<UUID> follows,
        List<Demand> demands,
        Optional<UUID> bulkId,
        StopState state) {

    Stop {
        demands = List.copyOf(demands);
    }

    Stop in(StopState next) {
        return new Stop(stopId, hostId, plan, plannedBy, plannedAt, planExpiresAt, follows, demands, bulkId, next);
    }

    Protocol protocol() {
        return plan.target().socket().protocol();
    }

    int port() {
        return plan.target().socket().endpoint().port();
    }
}

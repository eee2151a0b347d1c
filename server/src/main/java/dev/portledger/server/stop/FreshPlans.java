package dev.portledger.server.stop;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopTarget;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostNetworks;
import dev.portledger.server.ledger.EarlierHolders;
import dev.portledger.server.ledger.HeldSockets;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Plans from what the host's agent sees now, with what the ledger knows of before. */
@ApplicationScoped
class FreshPlans {

    private final FreshEvidence evidence;
    private final StopStore store;
    private final HeldSockets sockets;
    private final EarlierHolders earlierHolders;
    private final HostNetworks networks;

    FreshPlans(
            FreshEvidence evidence,
            StopStore store,
            HeldSockets sockets,
            EarlierHolders earlierHolders,
            HostNetworks networks) {
        this.evidence = evidence;
        this.store = store;
        this.sockets = sockets;
        this.earlierHolders = earlierHolders;
        this.networks = networks;
    }

    /**
     * The socket that is meant, be it the endpoint without one.
     *
     * @throws ProblemException NOT_FOUND, or BODY_INVALID where it is not known which network namespace is meant
     */
    SocketKey socketOf(Wanted wanted) throws SQLException {
        return switch (wanted.what()) {
            case Wanted.Holding(UUID holdingId) -> held(wanted.hostId(), holdingId);
            case Wanted.Follower(UUID stopId, Optional<UUID> holdingId) ->
                holdingId.isPresent() ? held(wanted.hostId(), holdingId.get()) : stopped(stopId);
            case Wanted.TimeWait(Optional<Long> netns, LocalEndpoint endpoint) ->
                new SocketKey(
                        netns.isPresent() ? netns.get() : own(wanted.hostId()),
                        Protocol.TCP,
                        endpoint,
                        new SocketId.Unheld());
        };
    }

    private SocketKey held(UUID hostId, UUID holdingId) throws SQLException {
        return sockets.of(hostId, holdingId)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND, "no holding of host " + hostId + " has the id " + holdingId, "holdingId"));
    }

    private SocketKey stopped(UUID stopId) throws SQLException {
        return store.find(stopId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no stop has the id " + stopId))
                .plan()
                .target()
                .socket();
    }

    private long own(UUID hostId) throws SQLException {
        return networks.own(hostId)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.BODY_INVALID,
                        "netns is required: the host has not told which network namespace is its own",
                        "timeWait.netns"));
    }

    /**
     * Asks the agent, and plans.
     *
     * @param earlier the stop that it follows
     */
    Planning of(Wanted wanted, SocketKey socket, Optional<Stop> earlier) throws SQLException {
        AgentFrame.Evidence seen = evidence.of(wanted.hostId(), socket);
        if (wanted.what() instanceof Wanted.TimeWait) {
            return ReleasePlan.of(seen, StopTarget.unheld(seen.bootId(), socket), Optional.empty());
        }
        if (earlier.isPresent() && StopService.mayReleaseTimeWait(earlier.get())) {
            return StopPlanner.planRelease(seen, earlier.get().plan());
        }
        List<EarlierHolders.Held> before = earlierHolders.of(wanted.hostId(), seen.bootId(), socket);
        return earlier.isPresent()
                ? StopPlanner.planKill(seen, earlier.get().plan(), before)
                : StopPlanner.plan(seen, socket, before);
    }
}

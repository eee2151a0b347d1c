package dev.portledger.agent.cli;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.util.Comparator;
import java.util.Optional;

/**
 * The question why a port is taken, when nobody was seen to want it: who asks wants to know who has it, on whatever address. So a
 * plain bind is judged on the address that is taken.
 */
final class TakenPort {

    private TakenPort() {}

    static BindAttempt anyAddress(Protocol protocol, int port) {
        return attempt(protocol, new LocalEndpoint(new IpAddress(IpFamily.IPV4, 0, 0), port), Optional.empty());
    }

    /** The same look, judged on the address that is taken; listeners outweigh bound sockets, and those connections. */
    static FailedBind judged(FailedBind any) {
        return any.sockets().stream()
                .map(HeldSocket::socket)
                .filter(socket -> !socket.isRequest())
                .min(Comparator.comparing(TakenPort::rank))
                .map(socket -> on(any, socket))
                .orElse(any);
    }

    private static int rank(BoundSocket socket) {
        if (socket.timeWaitOnly()) {
            return 3;
        }
        return socket.isConnection() ? 2 : socket.state() == TcpState.BOUND_INACTIVE ? 1 : 0;
    }

    /** Whether something is in its way, and the claimant has not got the port meanwhile. */
    static boolean isStillWanted(FailedBind again) {
        return !again.inTheWay().isEmpty()
                && again.sockets().stream()
                        .flatMap(held -> held.holders().list().stream())
                        .noneMatch(holder -> again.claimant()
                                .flatMap(claimant -> claimant.process())
                                .equals(Optional.of(holder.process())));
    }

    private static FailedBind on(FailedBind any, BoundSocket socket) {
        return new FailedBind(
                attempt(socket.protocol(), socket.endpoint(), socket.v6Only()),
                any.errno(),
                any.claimant(),
                any.sockets(),
                any.unseen(),
                any.settings(),
                any.ephemeral(),
                any.reserved(),
                any.units());
    }

    private static BindAttempt attempt(Protocol protocol, LocalEndpoint endpoint, Optional<Boolean> v6Only) {
        return new BindAttempt(
                protocol,
                new LocalEndpoint(endpoint.address(), endpoint.port()),
                endpoint.address().family() == IpFamily.IPV4 ? Optional.empty() : v6Only,
                ReuseFlags.NONE,
                Optional.of(0L),
                Optional.of(true),
                true,
                protocol == Protocol.TCP);
    }
}

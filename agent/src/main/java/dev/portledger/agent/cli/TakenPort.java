package dev.portledger.agent.cli;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Cause;
import dev.portledger.domain.bind.Diagnosis;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The question why a port is taken, when nobody was seen to want it: who asks wants to know who has it, on whatever address. So a
 * plain bind is judged on the address that is taken.
 */
final class TakenPort {

    /** Who has a port on more addresses than these has told enough. */
    private static final int MOST_ADDRESSES = 8;

    private TakenPort() {}

    /** By somebody who may bind whatever is free. */
    static BindAttempt anyAddress(Protocol protocol, int port) {
        return new BindAttempt(
                protocol,
                new LocalEndpoint(new IpAddress(IpFamily.IPV4, 0, 0), port),
                Optional.empty(),
                ReuseFlags.NONE,
                Optional.of(0L),
                Optional.of(true),
                true,
                protocol == Protocol.TCP);
    }

    /**
     * The same look, judged on each address that is taken and that the judgements before it do not speak of; listeners outweigh
     * bound sockets, and those connections. What is free is judged on any address.
     */
    static List<FailedBind> judged(FailedBind any) {
        List<FailedBind> judged = new ArrayList<>();
        Set<BoundSocket> spokenOf = new HashSet<>();
        any.sockets().stream()
                .map(HeldSocket::socket)
                .filter(socket -> !socket.isRequest())
                .sorted(Comparator.comparingInt(TakenPort::rank))
                .forEachOrdered(socket -> {
                    if (!spokenOf.contains(socket) && judged.size() < MOST_ADDRESSES) {
                        FailedBind one = on(any, socket);
                        judged.add(one);
                        one.inTheWay().forEach(held -> spokenOf.add(held.socket()));
                    }
                });
        return judged.isEmpty() ? List.of(any) : judged;
    }

    /** A judgement, and where it speaks of the pair alone, who the other one is: that is what can be stopped. */
    static List<FailedBind> withHolder(FailedBind claimed) {
        return switch (Diagnosis.of(claimed).cause()) {
            case Cause.AddressesMeet _, Cause.ReusePortMismatch _ -> {
                List<FailedBind> both = new ArrayList<>(List.of(claimed));
                both.addAll(judged(claimed));
                yield both;
            }
            default -> List.of(claimed);
        };
    }

    private static int rank(BoundSocket socket) {
        if (socket.timeWaitOnly()) {
            return 3;
        }
        return socket.isConnection() ? 2 : socket.state() == TcpState.BOUND_INACTIVE ? 1 : 0;
    }

    /** Whether the bind would fail again, as far as can be told, and the claimant has not got the port meanwhile. */
    static boolean isStillWanted(FailedBind again) {
        return !(again.verdict() instanceof BindVerdict.Succeeds)
                && again.sockets().stream()
                        .flatMap(held -> held.holders().list().stream())
                        .noneMatch(holder -> again.claimant()
                                .flatMap(claimant -> claimant.process())
                                .equals(Optional.of(holder.process())));
    }

    /** The same wish, on the address of a socket that is there. */
    private static FailedBind on(FailedBind any, BoundSocket socket) {
        LocalEndpoint taken = socket.endpoint();
        BindAttempt wanted = any.attempt();
        BindAttempt there = new BindAttempt(
                socket.protocol(),
                new LocalEndpoint(taken.address(), taken.port()),
                taken.address().family() == IpFamily.IPV4 ? Optional.empty() : socket.v6Only(),
                wanted.flags(),
                wanted.uid(),
                wanted.privileged(),
                true,
                wanted.listens());
        return new FailedBind(
                there,
                Optional.empty(),
                any.claimant(),
                any.sockets(),
                any.unseen(),
                any.settings(),
                any.ephemeral(),
                any.reserved(),
                any.units());
    }
}

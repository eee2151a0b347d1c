package dev.portledger.domain.bind;

import dev.portledger.domain.bind.BindVerdict.Doubt;
import dev.portledger.domain.bind.BindVerdict.Obstacle;
import dev.portledger.domain.socket.TcpState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the cause of a failed bind. A socket that listens outweighs one that is only bound, that outweighs connections, and those
 * outweigh TIME_WAIT, which leave by themselves. Of one socket, what is particular (an old process, a double start) outweighs what is
 * general (a service).
 */
final class CauseRule {

    /**
     * @param cause the main cause
     * @param also others that hold besides
     * @param inTheWay the sockets that were taken into account, the main one first
     */
    record Found(Cause cause, List<Cause> also, List<HeldSocket> inTheWay) {}

    private final FailedBind failed;
    private final BindVerdict verdict;

    private CauseRule(FailedBind failed) {
        this.failed = failed;
        verdict = failed.verdict();
    }

    static Found find(FailedBind failed) {
        return new CauseRule(failed).find();
    }

    private Found find() {
        Optional<Errno> errno = failed.errno().or(this::certainErrno);
        if (errno.isPresent() && errno.get() != Errno.EADDRINUSE) {
            return alone(new Cause.NotInUse(errno.get(), failed.attempt().endpoint()));
        }
        List<HeldSocket> sockets = inTheWay();
        if (sockets.isEmpty()) {
            return alone(new Cause.Unknown(nothingInTheWay()));
        }
        Set<Cause> causes = new LinkedHashSet<>();
        for (HeldSocket held : sockets) {
            if (rank(held).isOfOne()) {
                causes.addAll(new HolderCauses(failed, held, overlap(held.socket())).all());
            }
        }
        causes.addAll(ofConnections(sockets));
        List<Cause> ordered = new ArrayList<>(causes);
        return new Found(ordered.getFirst(), ordered.subList(1, ordered.size()), sockets);
    }

    private static Found alone(Cause cause) {
        return new Found(cause, List.of(), List.of());
    }

    private Optional<Errno> certainErrno() {
        return verdict instanceof BindVerdict.Fails fails && fails.errnos().size() == 1
                ? Optional.of(fails.errnos().getFirst())
                : Optional.empty();
    }

    private String nothingInTheWay() {
        if (verdict instanceof BindVerdict.Unknown || !failed.unseen().isEmpty()) {
            return "not everything that decides could be seen";
        }
        return failed.errno().isPresent()
                ? "what was in the way was gone when the sockets were read"
                : "nothing is in the way";
    }

    /** The sockets that are in the way for certain, else those that may be; the most weighty first. */
    private List<HeldSocket> inTheWay() {
        List<BoundSocket> sockets = new ArrayList<>();
        if (verdict instanceof BindVerdict.Fails fails) {
            fails.obstacles().stream().map(Obstacle::socket).forEach(sockets::add);
        }
        if (sockets.isEmpty() && verdict instanceof BindVerdict.Unknown unknown) {
            unknown.doubts().stream()
                    .map(Doubt::socket)
                    .flatMap(Optional::stream)
                    .forEach(sockets::add);
        }
        return failed.sockets().stream()
                .filter(held -> sockets.contains(held.socket()))
                .sorted(Comparator.comparing(CauseRule::rank))
                .toList();
    }

    private enum Rank {
        LISTENER,
        BOUND,
        CONNECTION,
        TIME_WAIT;

        /** Whether such a socket is looked at by itself; connections and TIME_WAIT are taken together. */
        boolean isOfOne() {
            return this == LISTENER || this == BOUND;
        }
    }

    private static Rank rank(HeldSocket held) {
        BoundSocket socket = held.socket();
        if (socket.timeWaitOnly()) {
            return Rank.TIME_WAIT;
        }
        return switch (socket.state()) {
            case LISTEN, CLOSE -> Rank.LISTENER;
            case BOUND_INACTIVE -> Rank.BOUND;
            default -> Rank.CONNECTION;
        };
    }

    private Overlap overlap(BoundSocket socket) {
        return AddressOverlap.of(failed.attempt(), socket).how();
    }

    private List<Cause> ofConnections(List<HeldSocket> sockets) {
        List<HeldSocket> live =
                sockets.stream().filter(held -> rank(held) == Rank.CONNECTION).toList();
        List<HeldSocket> timeWait =
                sockets.stream().filter(held -> rank(held) == Rank.TIME_WAIT).toList();
        List<Cause> causes = new ArrayList<>();
        live.stream()
                .filter(this::isTheft)
                .findFirst()
                .ifPresent(held -> causes.add(new Cause.EphemeralTheft(held, failed.ephemeral())));
        List<HeldSocket> left = live.stream().filter(held -> !isTheft(held)).toList();
        if (!left.isEmpty()) {
            causes.add(new Cause.LeftoverConnections(left));
        }
        timeWait.stream()
                .filter(held -> isOrigin(held.socket(), Origin.CONNECT))
                .findFirst()
                .ifPresent(held -> causes.add(new Cause.EphemeralTheft(held, failed.ephemeral())));
        List<BoundSocket> expiring = timeWait.stream()
                .map(HeldSocket::socket)
                .filter(socket -> !isOrigin(socket, Origin.CONNECT))
                .toList();
        if (!expiring.isEmpty()) {
            causes.add(timeWaitOnly(expiring));
        }
        return causes;
    }

    /** A connection that is not known to come from a listener, on a port for clients, is a client's. */
    private boolean isTheft(HeldSocket held) {
        return isOrigin(held.socket(), Origin.CONNECT)
                || (held.socket().origin().isEmpty()
                        && held.socket().state() != TcpState.SYN_RECV
                        && failed.isEphemeral());
    }

    private static boolean isOrigin(BoundSocket socket, Origin origin) {
        return socket.origin().equals(Optional.of(origin));
    }

    private Cause timeWaitOnly(List<BoundSocket> sockets) {
        boolean allTold = sockets.stream().allMatch(socket -> socket.leavesAt().isPresent());
        List<Optional<Boolean>> flags = sockets.stream()
                .map(socket -> socket.flags().reuseAddr())
                .distinct()
                .toList();
        return new Cause.TimeWaitOnly(
                sockets.size(),
                allTold
                        ? sockets.stream()
                                .flatMap(socket -> socket.leavesAt().stream())
                                .max(Comparator.naturalOrder())
                        : Optional.empty(),
                failed.attempt().flags().reuseAddr(),
                flags.size() == 1 ? flags.getFirst() : Optional.empty());
    }
}

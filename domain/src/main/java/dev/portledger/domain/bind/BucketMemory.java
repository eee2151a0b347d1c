package dev.portledger.domain.bind;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.util.List;

/**
 * What the kernel remembers besides the sockets, and shows to nobody. Where it may overrule {@link PairRule}, the verdict
 * depends on the order in which the sockets were bound.
 *
 * <p>TCP: the bucket of a port keeps the last socket bound with SO_REUSEPORT beside others, and waves through who matches it
 * without looking at the others (sk_reuseport_match in net/ipv4/inet_connection_sock.c). UDP: the search ends at the first
 * socket that meets, also if that one may be shared and a later one not (udp_lib_lport_inuse in net/ipv4/udp.c).
 *
 * <p>A remembered socket that has been closed, while others kept the bucket alive, is not seen here.
 */
final class BucketMemory {

    private BucketMemory() {}

    /** Whether the kernel may grant the bind although this pair conflicts. */
    static boolean mayOverrule(PairRule conflict, List<PairRule> all) {
        if (conflict.wanted().protocol() == Protocol.UDP) {
            return all.stream()
                    .anyMatch(other -> !other.equals(conflict)
                            && other.contested().and(other.sharePort()).possible());
        }
        return Truth.of(conflict.wanted().flags().reusePort()).possible()
                && all.stream().anyMatch(other -> !other.equals(conflict) && mayBeRemembered(conflict, other));
    }

    private static boolean mayBeRemembered(PairRule conflict, PairRule other) {
        BoundSocket candidate = other.held();
        boolean couldHaveSetIt =
                candidate.origin().map(origin -> origin != Origin.CONNECT).orElse(true)
                        && Truth.of(candidate.flags().reusePort()).possible()
                        && other.sameUser().possible()
                        && other.reach().possible();
        return couldHaveSetIt && matches(conflict.wanted(), candidate) && !forgotten(conflict, candidate);
    }

    /** Whether the remembered address covers the wanted one; that of a connection may have been any at the bind. */
    private static boolean matches(BindAttempt wanted, BoundSocket candidate) {
        return candidate.isConnection()
                || AddressOverlap.isAny(candidate.endpoint().address())
                || AddressOverlap.same(
                        candidate.endpoint().address(), wanted.endpoint().address());
    }

    /** A listener whose address meets that of the candidate called listen(2) after it was bound, and that was remembered instead. */
    private static boolean forgotten(PairRule conflict, BoundSocket candidate) {
        BoundSocket listener = conflict.held();
        boolean meet =
                AddressOverlap.of(Protocol.TCP, candidate.endpoint().address(), candidate.effectiveV6Only(), listener)
                                .meet()
                        == Truth.YES;
        boolean couldShare =
                Truth.of(listener.flags().reusePort()).and(conflict.sameUser()).possible();
        return listener.state() == TcpState.LISTEN
                && listener.endpoint().device().equals(candidate.endpoint().device())
                && meet
                && !couldShare;
    }
}

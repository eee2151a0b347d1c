package dev.portledger.domain.bind;

import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One wanted and one held socket on a port: inet_bind_conflict of net/ipv4/inet_connection_sock.c for TCP and
 * udp_lib_lport_inuse of net/ipv4/udp.c for UDP (Linux 6.18). Each fact occurs once in the formula, so that three-valued
 * evaluation loses nothing: the result is unknown exactly if it depends on what is unknown.
 *
 * <p>{@code conflict = the addresses meet, on a common interface, and not (both SO_REUSEADDR, the holder not in LISTEN), and
 * not (both SO_REUSEPORT, of one user or the holder in TIME_WAIT)}
 *
 * @param held the held socket
 * @param overlap whether and how the addresses meet
 * @param reach whether the interfaces meet
 * @param shareAddr shared by SO_REUSEADDR
 * @param sharePort shared by SO_REUSEPORT
 * @param sameUser whether SO_REUSEPORT takes both for one user's
 */
record PairRule(
        BindAttempt wanted,
        BoundSocket held,
        AddressOverlap overlap,
        Truth reach,
        Truth shareAddr,
        Truth sharePort,
        Truth sameUser) {

    static PairRule of(BindAttempt wanted, BoundSocket held, HostSettings settings) {
        Truth bothAddr =
                Truth.of(wanted.flags().reuseAddr()).and(Truth.of(held.flags().reuseAddr()));
        Truth bothPort =
                Truth.of(wanted.flags().reusePort()).and(Truth.of(held.flags().reusePort()));
        Truth sameUser = held.timeWaitOnly() ? Truth.YES : sameUser(wanted.uid(), held);
        return new PairRule(
                wanted,
                held,
                AddressOverlap.of(wanted, held),
                reach(wanted, held, settings),
                bothAddr.and(Truth.of(held.state() != TcpState.LISTEN)),
                bothPort.and(sameUser),
                sameUser);
    }

    /**
     * The kernel compares with who owns the connection, or skips that if the bucket of the port remembers SO_REUSEPORT of the
     * claimant's user (sk_reuseport_match), which is the listener's. A worker that accepts for root's listener makes the two
     * differ.
     */
    private static Truth sameUser(Optional<Long> uid, BoundSocket held) {
        Truth same = Truth.equal(uid, held.uid());
        boolean accepted = held.protocol() == Protocol.TCP
                && held.isConnection()
                && held.origin().map(origin -> origin == Origin.ACCEPT).orElse(true);
        return accepted ? same.or(Truth.MAYBE) : same;
    }

    /**
     * Interfaces meet unless both sockets are bound to different ones; and TCP ports of a VRF are a world of their own
     * (inet_sk_bound_l3mdev).
     */
    private static Truth reach(BindAttempt wanted, BoundSocket held, HostSettings settings) {
        Optional<String> mine = wanted.endpoint().device();
        Optional<String> other = held.endpoint().device();
        if (mine.equals(other)) {
            return Truth.YES;
        }
        if (mine.isPresent() && other.isPresent()) {
            return Truth.NO;
        }
        String device = mine.or(() -> other).orElseThrow();
        return wanted.protocol() == Protocol.UDP
                ? Truth.YES
                : Truth.of(settings.vrfs().map(vrfs -> !vrfs.containsKey(device)));
    }

    /** Whether the kernel comes to ask for SO_REUSEPORT: the addresses meet, and SO_REUSEADDR has not settled it. */
    Truth contested() {
        return overlap.meet().and(reach).and(shareAddr.not());
    }

    Truth conflict() {
        return contested().and(sharePort.not());
    }

    Set<NotShared> notShared() {
        Set<NotShared> reasons = EnumSet.noneOf(NotShared.class);
        addIf(reasons, isNo(wanted.flags().reuseAddr()), NotShared.CLAIMANT_WITHOUT_REUSEADDR);
        addIf(reasons, isNo(held.flags().reuseAddr()), NotShared.HOLDER_WITHOUT_REUSEADDR);
        addIf(reasons, held.state() == TcpState.LISTEN, NotShared.HOLDER_LISTENS);
        addIf(reasons, isNo(wanted.flags().reusePort()), NotShared.CLAIMANT_WITHOUT_REUSEPORT);
        addIf(reasons, isNo(held.flags().reusePort()), NotShared.HOLDER_WITHOUT_REUSEPORT);
        addIf(reasons, sameUser == Truth.NO, NotShared.DIFFERENT_USER);
        return reasons;
    }

    /** Why {@link #conflict} is not certain either way. */
    Set<MissingFact> missing() {
        Set<MissingFact> facts = EnumSet.noneOf(MissingFact.class);
        if (overlap.meet() == Truth.MAYBE) {
            boolean mine = overlap.how() == Overlap.CLAIMANT_DUAL_STACK;
            boolean chain = held.effectiveV6Only() == Truth.NO && !mine; // 127.0.0.6, see AddressOverlap
            facts.add(chain ? MissingFact.BIND_ORDER : mine ? MissingFact.CLAIMANT_V6ONLY : MissingFact.HOLDER_V6ONLY);
        }
        addIf(facts, reach == Truth.MAYBE, MissingFact.VRF);
        if (shareAddr == Truth.MAYBE) {
            addIf(facts, wanted.flags().reuseAddr().isEmpty(), MissingFact.CLAIMANT_REUSEADDR);
            addIf(facts, held.flags().reuseAddr().isEmpty(), MissingFact.HOLDER_REUSEADDR);
        }
        if (sharePort == Truth.MAYBE) {
            addIf(facts, wanted.flags().reusePort().isEmpty(), MissingFact.CLAIMANT_REUSEPORT);
            addIf(facts, held.flags().reusePort().isEmpty(), MissingFact.HOLDER_REUSEPORT);
            addIf(facts, sameUser == Truth.MAYBE && wanted.uid().isEmpty(), MissingFact.CLAIMANT_UID);
            addIf(facts, sameUser == Truth.MAYBE && held.uid().isEmpty(), MissingFact.HOLDER_UID);
            boolean bothKnown = wanted.uid().isPresent() && held.uid().isPresent();
            addIf(facts, sameUser == Truth.MAYBE && bothKnown, MissingFact.LISTENER_UID);
        }
        return facts;
    }

    private static boolean isNo(Optional<Boolean> flag) {
        return Truth.of(flag) == Truth.NO;
    }

    private static <T> void addIf(Set<T> set, boolean condition, T element) {
        if (condition) {
            set.add(element);
        }
    }
}

package dev.portledger.domain.bind;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;

/**
 * Whether the address that is wanted meets the address that is held: inet_rcv_saddr_equal and the bhash2 buckets of
 * net/ipv4/inet_connection_sock.c (Linux 6.18). An IPv4-mapped IPv6 address is what it stands for.
 *
 * <p>The odd one: {@code 0.0.0.0} is not compared with addresses at all. It meets every socket that was not IPV6_V6ONLY, so
 * also a connection from {@code ::1} made by a socket that nobody had bound (bind(2) to a concrete IPv6 address sets
 * IPV6_V6ONLY, connect(2) does not), and its TIME_WAIT. A wanted {@code ::ffff:0.0.0.0} and concrete addresses do not.
 *
 * @param meet whether they meet
 * @param how how, if they do
 */
record AddressOverlap(Truth meet, Overlap how) {

    /**
     * What the kernel writes as the IPv4 address of an IPv6 socket (LOOPBACK4_IPV6): UDP takes it for a real one, so
     * {@code 127.0.0.6} meets connected IPv6 sockets, at least while their hash chain is short.
     */
    private static final long IPV4_OF_IPV6 = 0x7f00_0006L;

    private static final AddressOverlap NONE = new AddressOverlap(Truth.NO, Overlap.SAME_ADDRESS);

    static AddressOverlap of(BindAttempt wanted, BoundSocket held) {
        return of(wanted.protocol(), wanted.endpoint().address(), Truth.of(wanted.v6Only()), held);
    }

    static AddressOverlap of(Protocol protocol, IpAddress wanted, Truth wantedV6Only, BoundSocket held) {
        IpAddress other = held.endpoint().address();
        if (isIpv4(wanted)) {
            return isIpv4(other) ? ofIpv4(ipv4(wanted), ipv4(other)) : ipv4AgainstIpv6(protocol, wanted, held);
        }
        if (isIpv4(other)) {
            return wanted.isWildcard() ? new AddressOverlap(wantedV6Only.not(), Overlap.CLAIMANT_DUAL_STACK) : NONE;
        }
        return ofIpv6(wanted, other);
    }

    private static AddressOverlap ofIpv4(long wanted, long other) {
        if (wanted == other) {
            return certain(Overlap.SAME_ADDRESS);
        }
        return wanted == 0 ? certain(Overlap.CLAIMANT_WILDCARD) : other == 0 ? certain(Overlap.HOLDER_WILDCARD) : NONE;
    }

    private static AddressOverlap ofIpv6(IpAddress wanted, IpAddress other) {
        if (wanted.equals(other)) {
            return certain(Overlap.SAME_ADDRESS);
        }
        return wanted.isWildcard()
                ? certain(Overlap.CLAIMANT_WILDCARD)
                : other.isWildcard() ? certain(Overlap.HOLDER_WILDCARD) : NONE;
    }

    private static AddressOverlap ipv4AgainstIpv6(Protocol protocol, IpAddress wanted, BoundSocket held) {
        Truth dual = held.effectiveV6Only().not();
        if (held.endpoint().address().isWildcard()) {
            return new AddressOverlap(dual, Overlap.HOLDER_DUAL_STACK);
        }
        if (wanted.equals(IpAddress.ANY_IPV4)) {
            return new AddressOverlap(dual, Overlap.CONNECTION_NOT_V6ONLY);
        }
        boolean takenForReal =
                protocol == Protocol.UDP && wanted.family() == IpFamily.IPV4 && wanted.low() == IPV4_OF_IPV6;
        return takenForReal ? new AddressOverlap(dual.and(Truth.MAYBE), Overlap.CONNECTION_NOT_V6ONLY) : NONE;
    }

    private static AddressOverlap certain(Overlap how) {
        return new AddressOverlap(Truth.YES, how);
    }

    private static boolean isIpv4(IpAddress address) {
        return address.family() == IpFamily.IPV4 || address.isV4Mapped();
    }

    private static long ipv4(IpAddress address) {
        return address.low() & 0xffff_ffffL;
    }

    /** Whether an address is a wildcard of either family, also {@code ::ffff:0.0.0.0}. */
    static boolean isAny(IpAddress address) {
        return isIpv4(address) ? ipv4(address) == 0 : address.isWildcard();
    }

    /** Whether two addresses are the same, mapped or not. */
    static boolean same(IpAddress one, IpAddress other) {
        return isIpv4(one) ? isIpv4(other) && ipv4(one) == ipv4(other) : one.equals(other);
    }
}

package dev.portledger.domain.bind;

/** Why two local addresses meet (inet_rcv_saddr_equal in net/ipv4/inet_connection_sock.c). */
public enum Overlap {
    /** Both name the same address, or both are the wildcard. */
    SAME_ADDRESS,
    /** The claimant wants every address of the family, {@code 0.0.0.0} or {@code ::}. */
    CLAIMANT_WILDCARD,
    /** The holder has every address of the family. */
    HOLDER_WILDCARD,
    /** The claimant's {@code ::} is dual-stack, so it wants every IPv4 address as well. */
    CLAIMANT_DUAL_STACK,
    /** The holder's {@code ::} is dual-stack, so it has every IPv4 address as well. */
    HOLDER_DUAL_STACK,
    /**
     * {@code 0.0.0.0} against a connection with an IPv6 address whose socket was not IPV6_V6ONLY: it never spoke IPv4, but the
     * kernel asks only whether it was allowed to.
     */
    CONNECTION_NOT_V6ONLY
}

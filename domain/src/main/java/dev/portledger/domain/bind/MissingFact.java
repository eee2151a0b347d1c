package dev.portledger.domain.bind;

/** What would have to be known to say more. */
public enum MissingFact {
    CLAIMANT_REUSEADDR,
    CLAIMANT_REUSEPORT,
    CLAIMANT_V6ONLY,
    CLAIMANT_UID,
    HOLDER_REUSEADDR,
    HOLDER_REUSEPORT,
    HOLDER_V6ONLY,
    HOLDER_UID,
    /** A connection belongs to who accepted it; whether the listener belonged to the same user is not told. */
    LISTENER_UID,
    /** Whether an interface belongs to a VRF. */
    VRF,
    /** The order in which sockets were bound: it decides, and the kernel does not tell it. */
    BIND_ORDER,
    /** This kernel does not list sockets that are bound and do not listen. */
    BOUND_SOCKETS,
    /** Connections and TIME_WAIT could not be listed. */
    CONNECTIONS,
    /** Listeners could not be listed. */
    LISTENERS,
    /** net.ipv4.ip_unprivileged_port_start. */
    UNPRIVILEGED_PORT_START,
    /** Whether the claimant has CAP_NET_BIND_SERVICE. */
    CAPABILITY,
    /** The addresses of the host. */
    LOCAL_ADDRESSES,
    /** net.ipv4.ip_nonlocal_bind or net.ipv6.ip_nonlocal_bind. */
    NONLOCAL_BIND
}

package dev.portledger.domain.bind;

/** Why two sockets whose addresses meet may not share the port. */
public enum NotShared {
    CLAIMANT_WITHOUT_REUSEADDR,
    HOLDER_WITHOUT_REUSEADDR,
    /** SO_REUSEADDR does not help against a socket in LISTEN. */
    HOLDER_LISTENS,
    CLAIMANT_WITHOUT_REUSEPORT,
    HOLDER_WITHOUT_REUSEPORT,
    /** SO_REUSEPORT is shared by sockets of one user only. */
    DIFFERENT_USER
}

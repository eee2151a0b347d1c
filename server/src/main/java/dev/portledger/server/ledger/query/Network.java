package dev.portledger.server.ledger.query;

/** Whose network a socket is in. The same address and port in two networks are two listeners, and never in each other's way. */
public enum Network {
    /** The host's own. */
    HOST,
    /** Another namespace, as a container has that is not in the host's network. */
    OTHER
}

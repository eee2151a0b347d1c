package dev.portledger.server.ledger.query;

/** What manages the first holder of a socket. */
public enum OwnerKind {
    UNIT,
    CONTAINER,
    /** A process that neither systemd nor a container runtime manages. */
    UNMANAGED,
    /** No process has it open. */
    KERNEL,
    /** Not seen. */
    UNKNOWN
}

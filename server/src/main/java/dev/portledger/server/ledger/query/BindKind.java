package dev.portledger.server.ledger.query;

/** What a bound address covers. */
public enum BindKind {
    /** {@code 0.0.0.0} or {@code ::}: every address of the host. */
    WILDCARD,
    /** Reachable from the host itself alone. */
    LOOPBACK,
    /** One address of the host. */
    SPECIFIC
}

package dev.portledger.server.ledger.query;

/** How it stands with a port of a host's own network at a time. */
public enum PortState {
    /** Somebody holds it. */
    HELD,
    /** The host was watched, and nobody held it. */
    FREE,
    /** Not seen at that time. */
    UNKNOWN,
    /** The host's agent is not connected now; what is listed held at the last look. */
    OFFLINE
}

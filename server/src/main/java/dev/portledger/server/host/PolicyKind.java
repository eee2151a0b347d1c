package dev.portledger.server.host;

/** What kind of policy a host has, in the order in which somebody should look at it. */
public enum PolicyKind {
    /** It has a mistake, for which reason nothing may be stopped. */
    MALFORMED,
    /** Its agent never told. */
    UNKNOWN,
    /** Nothing may be stopped. */
    OBSERVE_ONLY,
    /** Built-in rules, and those that its owner has written. */
    RULES
}

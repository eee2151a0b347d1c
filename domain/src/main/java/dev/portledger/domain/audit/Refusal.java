package dev.portledger.domain.audit;

/** Why a host does not accept a checkpoint. Names are part of the protocol. */
public enum Refusal {
    /** The key is not the one that this host has first seen. */
    OTHER_KEY,
    /** It cannot be read, or is not signed by the log's key. */
    NOT_SIGNED,
    /** It has fewer entries than one that the log signed before. */
    SMALLER,
    /** It has as many entries as one that the log signed before, and another root. */
    DIFFERENT,
    /** It is not shown to continue what the log signed before. */
    NOT_CONSISTENT
}

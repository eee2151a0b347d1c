package dev.portledger.domain.frame;

/** Why a connection is refused or ended; a closed list, the text beside it is for people. */
public enum ProblemCode {
    /** Not JSON, not an object, or a field of the wrong form. */
    FRAME_MALFORMED,
    /** Larger than {@link FrameLimits#MAX_FRAME_BYTES}. */
    FRAME_TOO_LARGE,
    /** A sequence was skipped, or a frame came before the hello. */
    FRAME_OUT_OF_ORDER,
    /** No host with this id is enrolled. */
    HOST_UNKNOWN,
    /** The hello is not signed with the host's key. */
    SIGNATURE_INVALID,
    /** Somebody has taken this agent's right to connect; only a token for this very host gives it back. */
    HOST_REVOKED,
    /** The host is connected twice; the older connection is closed. */
    HOST_REPLACED,
    /** No protocol version in common. */
    PROTOCOL_UNSUPPORTED,
    /** The server does not get its frames written; nothing acknowledged is lost, come back later. */
    LEDGER_UNAVAILABLE,
    /** Too many agents, or this one is silent for too long. */
    SERVER_FULL,
    AGENT_SILENT,
    /** The server is being stopped. */
    SERVER_STOPPING
}

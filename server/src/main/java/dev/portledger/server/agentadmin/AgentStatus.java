package dev.portledger.server.agentadmin;

/** How it stands with an agent, in one word; the worst first, as lists have them. */
public enum AgentStatus {
    /** Connected, and has not looked at its host for a while. */
    SILENT,
    /** Not connected. */
    OFFLINE,
    /** May not connect. */
    REVOKED,
    /** Connected and looking, with something that somebody should see to: clock, command key, facilities. */
    ATTENTION,
    /** Enrolled, never connected. */
    NEVER,
    /** Connected, looking, nothing missing. */
    GOOD
}

package dev.portledger.server.host;

/** Whether a host is being watched right now; the view {@code host_watch} says how long each lasts. */
public enum Watch {
    /** Connected, and looked at within 15 s: what the ledger says holds now. */
    LIVE,
    /** Connected, but no look within 15 s: what the ledger says held at the last look. */
    SILENT,
    /** Not connected: what the ledger says held at the last look. */
    OFFLINE,
    /** Enrolled and never connected: nothing is known. */
    NEVER
}

package dev.portledger.server.access;

/** Somebody may see other hosts than before: grants or labels were changed. Fired within the transaction; observe it after success. */
public record SightChanged() {}

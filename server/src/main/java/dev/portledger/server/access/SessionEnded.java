package dev.portledger.server.access;

import java.util.UUID;

/** Somebody signed out. Fired within the transaction; observe it after success. */
public record SessionEnded(UUID sessionId) {}

package dev.portledger.server.stop;

import java.util.UUID;

/** A stop was planned or has gone on. Fired within the transaction; observe it after success. */
public record StopChanged(UUID stopId, UUID hostId) {}

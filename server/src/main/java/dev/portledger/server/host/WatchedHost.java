package dev.portledger.server.host;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A host and whether it is watched.
 *
 * @param lookedAt last look at its sockets that is in the ledger, server's clock; empty before the first
 */
public record WatchedHost(UUID hostId, String name, Watch watch, Optional<Instant> lookedAt) {}

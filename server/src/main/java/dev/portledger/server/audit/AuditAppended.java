package dev.portledger.server.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * An entry was written. Fired within the transaction; observe it after success to hear of entries that are there to stay.
 *
 * @param sequence number of the entry
 * @param hostId the host that it is about
 * @param stopId the stop that it is about; without a host, a bulk stop
 */
public record AuditAppended(long sequence, Optional<UUID> hostId, Optional<UUID> stopId) {}

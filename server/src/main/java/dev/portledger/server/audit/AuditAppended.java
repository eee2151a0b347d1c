package dev.portledger.server.audit;

/**
 * An entry was written. Fired within the transaction; observe it after success to hear of entries that are there to stay.
 *
 * @param sequence number of the entry
 */
public record AuditAppended(long sequence) {}

package dev.portledger.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * What a walk over the whole log found.
 *
 * @param entries entries that were read
 * @param verifiedUntil the last entry up to which everything is in order; 0 when not even the first is
 * @param firstBad the first entry that is not; empty when all are in order
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AuditVerification(long entries, long verifiedUntil, Optional<BadEntry> firstBad) {

    /**
     * @param sequence the entry
     * @param message what is wrong with it, for people
     */
    public record BadEntry(long sequence, String message) {}
}

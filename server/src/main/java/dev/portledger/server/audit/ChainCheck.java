package dev.portledger.server.audit;

import dev.portledger.server.audit.AuditVerification.BadEntry;
import java.util.Optional;

/** Follows the chain entry by entry, in ascending order, and keeps the first break. */
final class ChainCheck {

    private long entries;
    private long verifiedUntil;
    private String lastHash = AuditEntry.BEFORE_THE_FIRST;
    private Optional<BadEntry> firstBad = Optional.empty();

    void next(AuditEntry entry) {
        entries++;
        if (firstBad.isPresent()) {
            return;
        }
        firstBad = fault(entry);
        if (firstBad.isEmpty()) {
            verifiedUntil = entry.sequence();
            lastHash = entry.hash();
        }
    }

    AuditVerification result() {
        return new AuditVerification(entries, verifiedUntil, firstBad);
    }

    private Optional<BadEntry> fault(AuditEntry entry) {
        long expected = verifiedUntil + 1;
        if (entry.sequence() > expected) {
            return Optional.of(new BadEntry(expected, "the entry is missing; the next one is " + entry.sequence()));
        }
        if (entry.sequence() < expected) {
            return Optional.of(new BadEntry(entry.sequence(), "there is no entry with this number"));
        }
        if (!entry.computedHash().equals(entry.hash())) {
            return Optional.of(new BadEntry(entry.sequence(), "its content does not belong to its hash"));
        }
        if (!entry.previous().equals(lastHash)) {
            return Optional.of(new BadEntry(entry.sequence(), "it does not follow the entry before it"));
        }
        return Optional.empty();
    }
}

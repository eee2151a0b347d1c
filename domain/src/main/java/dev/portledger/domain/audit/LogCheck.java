package dev.portledger.domain.audit;

import java.util.Optional;

/**
 * Follows a log entry by entry from the first, in ascending order, rebuilds its tree, and keeps the first fault. Holds no entry, and
 * log2 of them hashes.
 */
public final class LogCheck {

    private final GrowingTree tree = new GrowingTree();
    private long entries;
    private long verifiedUntil;
    private long agreedUntil;
    private long agreedWithHostsUntil;
    private String lastHash = AuditEntry.BEFORE_THE_FIRST;
    private Optional<Fault> firstBad = Optional.empty();

    /** Takes the next entry. */
    public void next(AuditEntry entry) {
        entries++;
        if (firstBad.isPresent()) {
            return;
        }
        firstBad = fault(entry);
        if (firstBad.isEmpty()) {
            tree.append(entry.leaf());
            verifiedUntil = entry.sequence();
            lastHash = entry.hash();
        }
    }

    /**
     * Compares with a checkpoint of the log, at the moment when as many entries were taken as it has.
     *
     * @param signer whose checkpoint it is, for people
     */
    public void meet(Checkpoint checkpoint, String signer) {
        if (agrees(checkpoint, signer, Math.max(agreedUntil, agreedWithHostsUntil))) {
            agreedUntil = checkpoint.size();
        }
    }

    /**
     * The same with one that a host has kept. Where it differs, checkpoints of the log that agree say nothing: who rewrites a log with
     * its key signs them anew.
     */
    public void meetKept(Checkpoint checkpoint, String signer) {
        if (agrees(checkpoint, signer, agreedWithHostsUntil)) {
            agreedWithHostsUntil = checkpoint.size();
        }
    }

    /** @param known the last entry that is known to be right */
    private boolean agrees(Checkpoint checkpoint, String signer, long known) {
        if (firstBad.isPresent()) {
            return false;
        }
        long size = checkpoint.size();
        if (size < verifiedUntil) {
            throw new IllegalArgumentException("the entries of this checkpoint have gone by");
        }
        if (size > verifiedUntil) {
            firstBad = Optional.of(new Fault(
                    verifiedUntil + 1,
                    Fault.Kind.CUT_OFF,
                    "the log ends before this entry; there is a checkpoint " + signer));
            return false;
        }
        if (!tree.root().equals(checkpoint.root())) {
            long first = known + 1;
            firstBad = Optional.of(new Fault(
                    first,
                    Fault.Kind.REWRITTEN,
                    (first >= size ? "this entry is" : "one of the entries " + first + " to " + size + " is")
                            + " another one than in the checkpoint " + signer));
            return false;
        }
        return true;
    }

    /** Keeps a fault that was found elsewhere, unless there is an earlier one. */
    public void fault(Fault found) {
        if (firstBad.isEmpty()) {
            firstBad = Optional.of(found);
        }
    }

    public long entries() {
        return entries;
    }

    /** The last entry up to which everything fits together. */
    public long verifiedUntil() {
        return verifiedUntil;
    }

    public Optional<Fault> firstBad() {
        return firstBad;
    }

    private Optional<Fault> fault(AuditEntry entry) {
        long expected = verifiedUntil + 1;
        if (entry.sequence() > expected) {
            return bad(expected, Fault.Kind.MISSING, "the entry is missing; the next one is " + entry.sequence());
        }
        if (entry.sequence() < expected) {
            return bad(entry.sequence(), Fault.Kind.UNEXPECTED, "there is no entry with this number");
        }
        if (!entry.hasItsHash()) {
            return bad(entry.sequence(), Fault.Kind.CHANGED, "its content does not belong to its hash");
        }
        if (!entry.previous().equals(lastHash)) {
            return bad(entry.sequence(), Fault.Kind.UNLINKED, "it does not follow the entry before it");
        }
        return Optional.empty();
    }

    private static Optional<Fault> bad(long sequence, Fault.Kind kind, String message) {
        return Optional.of(new Fault(sequence, kind, message));
    }
}

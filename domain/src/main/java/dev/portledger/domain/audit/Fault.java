package dev.portledger.domain.audit;

/**
 * What is wrong with a log, at the first entry where it shows.
 *
 * @param sequence the entry; where only a range is known, its first
 * @param message for people
 */
public record Fault(long sequence, Kind kind, String message) {

    /** What kind of change it is. Names are part of the verifier's output. */
    public enum Kind {
        /** An entry is not there. */
        MISSING,
        /** An entry has a number that comes a second time, or before its turn. */
        UNEXPECTED,
        /** An entry's content does not belong to its hash. */
        CHANGED,
        /** An entry does not follow the one before it. */
        UNLINKED,
        /** The entries belong together, and are not those of a checkpoint that was signed. */
        REWRITTEN,
        /** The log ends before a checkpoint that was signed. */
        CUT_OFF,
        /** A checkpoint is not signed by whom it says, or an entry is not part of the tree. */
        UNPROVEN
    }
}

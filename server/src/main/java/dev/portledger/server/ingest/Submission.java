package dev.portledger.server.ingest;

import dev.portledger.server.host.HostRecords.SignOfLife;
import dev.portledger.server.ledger.write.Applied;
import dev.portledger.server.ledger.write.LedgerEntry;
import java.util.Optional;

/**
 * An entry on its way into the ledger.
 *
 * @param kilobytes what it takes of the memory for entries that wait
 */
record Submission(LedgerEntry entry, Optional<SignOfLife> life, Origin origin, int kilobytes) {

    /** The connection it came by; called from the committer's threads. */
    interface Origin {

        /** Whether its entries are still to be written; false once one of them was not. */
        boolean isTrusted();

        /** It is committed. */
        void applied(Applied result);

        /** All results of a transaction have been told. */
        void batchDone();

        /** It cannot be written, ever; what follows it is not written either. */
        void refused();

        /** It no longer waits, whatever became of it. */
        void released(Submission submission);
    }
}

package dev.portledger.domain.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the offline verifier found.
 *
 * @param entries that were read
 * @param size entries of the log when it was exported; 0 when that cannot be told
 * @param exportedAt by the export's own words
 * @param filtered whether it shows only some of the entries: those are proven to be in the log, and nothing is said of others
 * @param firstBad the first bad entry
 * @param checkpoints signed checkpoints that agree with the entries
 * @param cosigningHosts hosts whose cosignatures in the export are valid by the keys that the server says are theirs
 * @param keepingHosts hosts whose own checkpoints, taken from them, agree with the entries
 * @param remarks what could not be told, and why; for people
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Verdict(
        Status status,
        long entries,
        long size,
        Optional<Instant> exportedAt,
        boolean filtered,
        Optional<Fault> firstBad,
        long checkpoints,
        int cosigningHosts,
        int keepingHosts,
        List<String> remarks) {

    /** In one word. */
    public enum Status {
        OK(0),
        BAD(1),
        CANNOT_TELL(2);

        private final int exit;

        Status(int exit) {
            this.exit = exit;
        }

        /** The exit status of the command line. */
        public int exit() {
            return exit;
        }
    }

    public Verdict {
        remarks = List.copyOf(remarks);
    }
}

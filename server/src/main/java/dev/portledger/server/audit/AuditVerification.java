package dev.portledger.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a walk over the whole log found, with the means of the server: its own key, and the cosignatures it has stored.
 *
 * @param entries entries that were read
 * @param verifiedUntil the last entry up to which everything is in order; 0 when not even the first is
 * @param firstBad the first entry that is not; empty when all are in order
 * @param checkpoints checkpoints that agree with the entries and are signed by the log's key
 * @param signedUntil entries of the largest of them; empty without any
 * @param cosignatures valid ones on these checkpoints
 * @param cosigningHosts hosts that made them
 * @param cosignedUntil entries of the largest checkpoint with one; empty without any
 * @param contradicting hosts that hold another history than this
 * @param notSigning why this server does not sign the log, for people; empty when it does
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AuditVerification(
        long entries,
        long verifiedUntil,
        Optional<BadEntry> firstBad,
        long checkpoints,
        Optional<Long> signedUntil,
        long cosignatures,
        int cosigningHosts,
        Optional<Long> cosignedUntil,
        List<Contradiction> contradicting,
        Optional<String> notSigning) {

    public AuditVerification {
        contradicting = List.copyOf(contradicting);
    }

    /**
     * @param sequence the entry; where only a range is known, its first
     * @param kind what kind of change it is
     * @param message what is wrong with it, for people
     */
    public record BadEntry(long sequence, String kind, String message) {}

    /**
     * A host that did not accept a checkpoint of this log.
     *
     * @param reason stable code
     * @param size entries of the checkpoint that it holds; empty when it told of none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @org.eclipse.microprofile.openapi.annotations.media.Schema(name = "AuditContradiction")
    public record Contradiction(
            UUID hostId, Optional<String> hostName, String reason, Instant at, Optional<Long> size) {}
}

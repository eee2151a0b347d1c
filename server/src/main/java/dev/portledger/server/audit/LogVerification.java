package dev.portledger.server.audit;

import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.Fault;
import dev.portledger.domain.audit.LogCheck;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.server.audit.AuditVerification.BadEntry;
import dev.portledger.server.audit.AuditVerification.Contradiction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The server's own check: entries, tree, signatures of checkpoints, and cosignatures by the keys that were stored with them. */
final class LogVerification implements LogWalk.Visitor {

    private final Set<NoteKey> keys;
    private final LogCheck log = new LogCheck();
    private final Set<UUID> hosts = new HashSet<>();
    private long checkpoints;
    private long signedUntil;
    private long cosignatures;
    private long cosignedUntil;

    /** @param keys of the log: now and before */
    LogVerification(Set<NoteKey> keys) {
        this.keys = Set.copyOf(keys);
    }

    @Override
    public void entry(AuditEntry entry) {
        log.next(entry);
    }

    @Override
    public void checkpoint(CheckpointTable.Row stored, List<LogWalk.Cosignature> cosigned) {
        if (log.firstBad().isPresent()) {
            return;
        }
        try {
            checkpoint(stored.size(), stored.signed(), cosigned);
        } catch (IllegalArgumentException e) {
            unproven(stored.size(), "cannot be read");
        }
    }

    private void checkpoint(long size, SignedCheckpoint signed, List<LogWalk.Cosignature> cosigned) {
        if (signed.checkpoint().size() != size
                || keys.stream().noneMatch(key -> signed.by(key).isPresent())) {
            unproven(size, "is not signed by the log's key");
            return;
        }
        log.meet(signed.checkpoint(), "that the log has signed, of " + size + " entries");
        if (log.firstBad().isPresent()) {
            return;
        }
        checkpoints++;
        signedUntil = size;
        for (LogWalk.Cosignature one : cosigned) {
            if (!one.isValid(signed)) {
                unproven(size, "has a cosignature that is not by host " + one.hostId());
                return;
            }
            cosignatures++;
            cosignedUntil = size;
            hosts.add(one.hostId());
        }
    }

    private void unproven(long size, String what) {
        log.fault(new Fault(size, Fault.Kind.UNPROVEN, "the checkpoint of " + size + " entries " + what));
    }

    LogCheck log() {
        return log;
    }

    AuditVerification result(List<Contradiction> contradicting, Optional<String> notSigning) {
        return new AuditVerification(
                log.entries(),
                log.verifiedUntil(),
                log.firstBad()
                        .map(bad -> new BadEntry(bad.sequence(), bad.kind().name(), bad.message())),
                checkpoints,
                some(signedUntil),
                cosignatures,
                hosts.size(),
                some(cosignedUntil),
                contradicting,
                notSigning);
    }

    /** No checkpoint is of an empty log. */
    private static Optional<Long> some(long size) {
        return size == 0 ? Optional.empty() : Optional.of(size);
    }
}

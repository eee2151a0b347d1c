package dev.portledger.server.witness;

import dev.portledger.domain.audit.Checkpoint;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.audit.Checkpoints;
import dev.portledger.server.audit.Cosignatures;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Hosts that hold another history than the database: kept, recorded in the log itself, and said in the server's own log. */
@ApplicationScoped
class Contradictions {

    private static final Logger LOG = Logger.getLogger(Contradictions.class);

    private final Checkpoints checkpoints;
    private final Cosignatures cosignatures;
    private final AuditLog audit;

    Contradictions(Checkpoints checkpoints, Cosignatures cosignatures, AuditLog audit) {
        this.checkpoints = checkpoints;
        this.cosignatures = cosignatures;
        this.audit = audit;
    }

    /** The same refusal again is no news. */
    void take(UUID hostId, AgentFrame.CheckpointRefused frame) throws SQLException {
        boolean known = cosignatures.standings().stream()
                .filter(standing -> standing.hostId().equals(hostId))
                .flatMap(standing -> standing.refused().stream())
                .anyMatch(before ->
                        before.reason() == frame.reason() && before.kept().equals(frame.kept()));
        if (known) {
            return;
        }
        Optional<SignedCheckpoint> kept = frame.kept().map(SignedCheckpoint::parse);
        SignedCheckpoint offered = SignedCheckpoint.parse(frame.offered());
        boolean signedByThisLog = kept.isPresent()
                && checkpoints.key().flatMap(key -> kept.get().by(key)).isPresent();
        LOG.errorf(
                "THE AUDIT LOG IS NOT THE ONE THAT HOST %s KNOWS (%s); what it holds is %s",
                hostId, frame.reason(), signedByThisLog ? "signed by this log" : "not signed by this log's key");
        QuarkusTransaction.requiringNew().call(() -> {
            cosignatures.refused(hostId, frame.reason(), frame.kept(), frame.offered());
            return audit.append(AuditDraft.of(new Actor.Agent(hostId), "audit.contradicted")
                    .onHost(hostId)
                    .with("rule", frame.reason().name())
                    .with("keptSize", kept.map(SignedCheckpoint::checkpoint).map(Checkpoint::size))
                    .with(
                            "keptRoot",
                            kept.map(SignedCheckpoint::checkpoint)
                                    .map(Checkpoint::root)
                                    .map(root -> root.base64()))
                    .with("keptSignedByThisLog", signedByThisLog)
                    .with("offeredSize", offered.checkpoint().size())
                    .with("offeredRoot", offered.checkpoint().root().base64()));
        });
    }
}

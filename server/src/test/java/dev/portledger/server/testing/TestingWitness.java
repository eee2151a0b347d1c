package dev.portledger.server.testing;

import dev.portledger.domain.audit.ExportJson;
import dev.portledger.domain.audit.ExportLine;
import dev.portledger.domain.audit.HostEvidence;
import dev.portledger.domain.audit.KeptCheckpoints;
import dev.portledger.domain.audit.KeptCheckpoints.Judgement;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.NoteSignature;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.ServerFrame;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of an agent that keeps checkpoints, in memory; it judges as agents do. */
public final class TestingWitness {

    private final TestingAgent agent;
    private KeptCheckpoints kept = KeptCheckpoints.NONE;

    public TestingWitness(TestingAgent agent) {
        this.agent = agent;
    }

    /** Connects anew and says where it stands. */
    public void connect() {
        agent.disconnect();
        agent.connect();
        agent.link().send(standing());
    }

    private AgentFrame.Witness standing() {
        return new AgentFrame.Witness(kept.last().map(last -> last.checkpoint().size()));
    }

    public KeptCheckpoints kept() {
        return kept;
    }

    /** Takes checkpoints until it keeps one of that size. */
    public void keepUpTo(long size) {
        while (kept.size() < size) {
            if (!(take() instanceof AgentFrame.Cosigned)) {
                throw new AssertionError("refused");
            }
        }
    }

    /** Takes checkpoints until it refuses one. */
    public AgentFrame.CheckpointRefused untilRefused() {
        while (true) {
            if (take() instanceof AgentFrame.CheckpointRefused refused) {
                return refused;
            }
        }
    }

    /** Answers the next checkpoint. */
    public AgentFrame take() {
        ServerFrame.Checkpoint offered = agent.link().next(ServerFrame.Checkpoint.class);
        AgentFrame answer =
                switch (kept.judge(offered.logKey(), offered.note(), offered.from(), offered.proof())) {
                    case Judgement.Keep(NoteKey key, SignedCheckpoint next) -> {
                        NoteSignature cosignature = cosignature(next);
                        kept = kept.and(key, next.and(cosignature), 100);
                        yield cosigned(next, cosignature);
                    }
                    case Judgement.Known(SignedCheckpoint known) -> cosigned(known, cosignature(known));
                    case Judgement.Elsewhere() -> standing();
                    case Judgement.Refuse(var reason, Optional<SignedCheckpoint> against) ->
                        new AgentFrame.CheckpointRefused(reason, offered.note(), against.map(SignedCheckpoint::note));
                };
        agent.link().send(answer);
        return answer;
    }

    public NoteKey cosigner() {
        return NoteKey.of(
                KeptCheckpoints.cosignerName(agent.hostId()),
                NoteKey.Kind.COSIGNER,
                agent.keys().getPublic().getEncoded());
    }

    private NoteSignature cosignature(SignedCheckpoint of) {
        return NoteSignature.ofCosigner(cosigner(), this::sign, of.checkpoint().text(), Instant.now());
    }

    private AgentFrame cosigned(SignedCheckpoint of, NoteSignature cosignature) {
        return new AgentFrame.Cosigned(of.checkpoint().size(), cosigner().text(), cosignature.line());
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(agent.keys().getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code portledger audit checkpoints} would print on this host. */
    public HostEvidence evidence() {
        List<String> lines = new ArrayList<>();
        lines.add(ExportJson.write(new ExportLine.Witness(
                agent.hostId(), cosigner().text(), kept.logKey().orElseThrow().text(), "http://server")));
        kept.kept().forEach(each -> lines.add(ExportJson.write(new ExportLine.Signed(each.note()))));
        return HostEvidence.read(lines.stream());
    }
}

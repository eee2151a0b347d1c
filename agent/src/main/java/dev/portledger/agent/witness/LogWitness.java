package dev.portledger.agent.witness;

import dev.portledger.domain.audit.ExportLine;
import dev.portledger.domain.audit.KeptCheckpoints;
import dev.portledger.domain.audit.KeptCheckpoints.Judgement;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.NoteSignature;
import dev.portledger.domain.audit.Refusal;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.ServerFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps the checkpoints of the server's audit log that continue each other, and cosigns them by this host's key. One that does not is
 * refused, told to the server and to this host's log, and what contradicts it stays here.
 */
public final class LogWitness implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LogWitness.class);
    private static final String FACILITY = "audit_log";

    /** A checkpoint with the log's signature has some 300. */
    private static final int MOST_OFFERED_CHARS = 8 << 10;

    private final UUID hostId;
    private final URI server;
    private final Keys keys;
    private final CheckpointFile file;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("witness").factory());
    private volatile KeptCheckpoints kept;
    private volatile Optional<ExportLine.Refused> refused;

    /** The key of this host. */
    public interface Keys extends NoteSignature.Signer {
        /** Ed25519, X.509 encoding. */
        byte[] x509();
    }

    private LogWitness(UUID hostId, URI server, Keys keys, CheckpointFile.Content content) {
        this.hostId = hostId;
        this.server = server;
        this.keys = keys;
        this.file = content.file();
        this.kept = content.kept();
        this.refused = content.refused();
    }

    /**
     * Goes on with what this host keeps of that server's log.
     *
     * @throws IOException when it cannot be read; to begin anew, a person has to move the file away that the message names
     */
    public static LogWitness open(Path stateFolder, URI server, UUID hostId, Keys keys) throws IOException {
        return new LogWitness(hostId, server, keys, CheckpointFile.open(stateFolder, server));
    }

    /** What a host has kept, of all servers, as lines for the offline verifier. */
    public static List<String> keptIn(Path stateFolder) throws IOException {
        return CheckpointFile.all(stateFolder);
    }

    /** Says where this host stands. */
    public AgentFrame.Witness standing() {
        KeptCheckpoints now = kept;
        return new AgentFrame.Witness(now.last().map(last -> last.checkpoint().size()));
    }

    /** @param answer takes what the server is to be told, from another thread, once it is on the disk */
    public void take(ServerFrame.Checkpoint offered, Consumer<AgentFrame> answer) {
        if (!writer.isShutdown()) {
            writer.execute(() -> judge(offered).ifPresent(answer));
        }
    }

    private Optional<AgentFrame> judge(ServerFrame.Checkpoint offered) {
        try {
            return Optional.of(
                    switch (kept.judge(offered.logKey(), offered.note(), offered.from(), offered.proof())) {
                        case Judgement.Keep(NoteKey logKey, SignedCheckpoint next) -> keep(logKey, next);
                        case Judgement.Known(SignedCheckpoint known) -> {
                            accepted();
                            yield cosigned(known, cosignature(known));
                        }
                        case Judgement.Elsewhere() -> standing();
                        case Judgement.Refuse(Refusal reason, Optional<SignedCheckpoint> against) ->
                            refuse(reason, offered.note(), against);
                    });
        } catch (IOException e) {
            LOG.warnf("a checkpoint of the audit log could not be kept: %s", e);
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("a checkpoint of the audit log was not judged, by a fault of the agent", e);
            return Optional.empty();
        }
    }

    private AgentFrame keep(NoteKey logKey, SignedCheckpoint next) throws IOException {
        NoteSignature cosignature = cosignature(next);
        SignedCheckpoint both = next.and(cosignature);
        ExportLine.Witness self = new ExportLine.Witness(hostId, cosigner().text(), logKey.text(), server.toString());
        KeptCheckpoints with = kept.and(logKey, both, CheckpointFile.MOST);
        if (kept.logKey().isEmpty()) {
            LOG.infof("keeps checkpoints of the audit log %s from now on", logKey.text());
        }
        if (!file.lastWitness().equals(Optional.of(self))) {
            // the first line, or this host has another key by now
            file.append(self, new ExportLine.Signed(both.note()));
        } else if (file.isLong()) {
            file.rewrite(self, with.cosignedBy(cosigner()));
        } else {
            file.append(new ExportLine.Signed(both.note()));
        }
        kept = with;
        accepted();
        return cosigned(next, cosignature);
    }

    private void accepted() {
        if (refused.isPresent()) {
            refused = Optional.empty();
            LOG.warn("the server's audit log is the one this host knows again");
        }
    }

    private NoteKey cosigner() {
        return NoteKey.of(KeptCheckpoints.cosignerName(hostId), NoteKey.Kind.COSIGNER, keys.x509());
    }

    private NoteSignature cosignature(SignedCheckpoint of) {
        return NoteSignature.ofCosigner(cosigner(), keys, of.checkpoint().text(), clock.instant());
    }

    private AgentFrame cosigned(SignedCheckpoint of, NoteSignature cosignature) {
        return new AgentFrame.Cosigned(of.checkpoint().size(), cosigner().text(), cosignature.line());
    }

    private AgentFrame refuse(Refusal reason, String offered, Optional<SignedCheckpoint> against) throws IOException {
        boolean news =
                refused.filter(before -> before.reason().equals(reason.name())).isEmpty();
        if (news) {
            ExportLine.Refused line = new ExportLine.Refused(shortened(offered), now(), reason.name());
            refused = Optional.of(line);
            LOG.errorf(
                    "THE SERVER'S AUDIT LOG IS NOT THE ONE THIS HOST KNOWS (%s). What this host has kept is in %s",
                    reason, file.path());
            // a server that offers this and that in turns does not fill the host's disk
            if (kept.logKey().isPresent() && !file.isLong()) {
                file.append(line);
            }
        }
        return new AgentFrame.CheckpointRefused(reason, shortened(offered), against.map(SignedCheckpoint::note));
    }

    private Instant now() {
        return clock.instant();
    }

    private static String shortened(String note) {
        return note.length() <= MOST_OFFERED_CHARS ? note : note.substring(0, MOST_OFFERED_CHARS);
    }

    /** For people who look at this host: whether the log is the one it knows. */
    public Facility facility() {
        Optional<ExportLine.Refused> no = refused;
        if (no.isPresent()) {
            return new Facility(
                    FACILITY,
                    false,
                    "the server's audit log is not the one this host knows ("
                            + no.get().reason() + ", since " + no.get().at() + ")",
                    Optional.of("what was recorded before may have been changed; " + file.path()
                            + " holds what this host has seen"));
        }
        return new Facility(
                FACILITY,
                true,
                kept.logKey().isPresent()
                        ? "keeps checkpoints of the server's audit log"
                        : "keeps no checkpoint of the server's audit log yet",
                Optional.empty());
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}

package dev.portledger.server.witness;

import dev.portledger.domain.audit.KeptCheckpoints;
import dev.portledger.domain.audit.NoteKey;
import dev.portledger.domain.audit.NoteSignature;
import dev.portledger.domain.audit.SignedCheckpoint;
import dev.portledger.domain.audit.TreeHash;
import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.audit.CheckpointSigned;
import dev.portledger.server.audit.Checkpoints;
import dev.portledger.server.audit.Cosignatures;
import dev.portledger.server.host.HostKeys;
import dev.portledger.server.ingest.AgentConnection;
import dev.portledger.server.ingest.AgentDisconnected;
import dev.portledger.server.ingest.WitnessFrames;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives checkpoints to agents and takes what they say. Each new checkpoint goes to a few hosts, those that have waited longest, so that
 * many hosts do not make many rows; a host that has just connected gets the newest in any case.
 *
 * <p>All of it happens on one thread, after the act that made the log grow; nobody waits for it.
 */
@ApplicationScoped
public class Witnesses implements WitnessFrames {

    private static final Logger LOG = Logger.getLogger(Witnesses.class);
    private static final int HOSTS_EACH = 16;

    private final Checkpoints checkpoints;
    private final Cosignatures cosignatures;
    private final Contradictions contradictions;
    private final HostKeys hosts;
    private final Map<UUID, Standing> standings = new ConcurrentHashMap<>();
    private final ExecutorService background = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("witnesses").factory());

    Witnesses(Checkpoints checkpoints, Cosignatures cosignatures, Contradictions contradictions, HostKeys hosts) {
        this.checkpoints = checkpoints;
        this.cosignatures = cosignatures;
        this.contradictions = contradictions;
        this.hosts = hosts;
    }

    private interface Act {
        void run() throws SQLException;
    }

    private void later(UUID hostId, Act act) {
        if (background.isShutdown()) {
            return;
        }
        background.execute(() -> {
            try {
                act.run();
            } catch (SQLException | RuntimeException e) {
                // the next checkpoint, or the next connection, tries again
                LOG.warnf("the audit log and its witness, host %s: %s", hostId, e.getMessage());
                standings.computeIfPresent(hostId, (_, standing) -> standing.withdrawn(System.nanoTime()));
            }
        });
    }

    void onShutdown(@Observes ShutdownEvent event) {
        background.shutdownNow();
    }

    void onDisconnected(@Observes AgentDisconnected event) {
        standings.computeIfPresent(
                event.connection().hostId(),
                (_, standing) -> standing.connection().equals(event.connection()) ? null : standing);
    }

    void onSigned(@Observes CheckpointSigned event) {
        standings.values().stream()
                .filter(standing -> standing.wants(event.checkpoint(), System.nanoTime()))
                .sorted(Comparator.comparingLong(Standing::size))
                .limit(HOSTS_EACH)
                .map(standing -> standing.connection().hostId())
                .forEach(host -> later(host, () -> {
                    Standing now = standings.get(host);
                    if (now != null && now.wants(event.checkpoint(), System.nanoTime())) {
                        offer(now, event.key(), event.checkpoint());
                    }
                }));
    }

    @Override
    public void stands(AgentConnection connection, AgentFrame.Witness frame) {
        later(connection.hostId(), () -> {
            Standing standing = Standing.of(connection, frame.size().orElse(0L), System.nanoTime());
            standings.put(connection.hostId(), standing);
            Optional<NoteKey> key = checkpoints.key();
            if (key.isPresent()) {
                latestBy(key.get()).ifPresent(latest -> offer(standing, key.get(), latest));
            }
        });
    }

    /** A server that was given another key than the others has nothing to offer; it says so itself. */
    private Optional<SignedCheckpoint> latestBy(NoteKey key) {
        return checkpoints.latest().filter(latest -> latest.by(key).isPresent());
    }

    private void offer(Standing standing, NoteKey key, SignedCheckpoint checkpoint) {
        standings.put(standing.connection().hostId(), standing.offered(checkpoint, System.nanoTime()));
        standing.connection()
                .send(new ServerFrame.Checkpoint(
                        key.text(),
                        checkpoint.note(),
                        standing.size(),
                        proof(standing.size(), checkpoint.checkpoint().size())));
    }

    /** Nothing where there is none: it is the host's part to judge, not ours to keep still. */
    private List<String> proof(long from, long to) {
        try {
            return from > to
                    ? List.of()
                    : checkpoints.consistency(from, to).stream()
                            .map(TreeHash::base64)
                            .toList();
        } catch (RuntimeException e) {
            LOG.errorf("the audit log cannot be shown to have only grown from %d to %d: %s", from, to, e.getMessage());
            return List.of();
        }
    }

    @Override
    public void cosigned(AgentConnection connection, AgentFrame.Cosigned frame) {
        later(connection.hostId(), () -> {
            Standing standing = standings.get(connection.hostId());
            SignedCheckpoint offered = offeredTo(standing, connection);
            if (standing == null || offered == null || offered.checkpoint().size() != frame.size()) {
                return; // of an offer that is over
            }
            NoteKey cosigner = NoteKey.of(
                    KeptCheckpoints.cosignerName(connection.hostId()),
                    NoteKey.Kind.COSIGNER,
                    hosts.of(connection.hostId()).orElseThrow().key().encoded());
            NoteSignature signature = NoteSignature.parse(frame.line());
            if (!signature.isBy(cosigner, offered.checkpoint().text())) {
                throw new IllegalArgumentException("its cosignature is not by the host's key");
            }
            cosignatures.keep(connection.hostId(), frame.size(), cosigner, signature);
            Standing now = standing.keeps(frame.size(), System.nanoTime());
            standings.put(connection.hostId(), now);
            goOn(now);
        });
    }

    private static @Nullable SignedCheckpoint offeredTo(@Nullable Standing standing, AgentConnection connection) {
        return standing == null || !standing.connection().equals(connection)
                ? null
                : standing.offered().orElse(null);
    }

    /** What was signed while the agent was busy with an older one. */
    private void goOn(Standing standing) {
        Optional<NoteKey> key = checkpoints.key();
        if (standings.size() <= HOSTS_EACH && key.isPresent()) {
            latestBy(key.get())
                    .filter(newest -> newest.checkpoint().size() > standing.size())
                    .ifPresent(newest -> offer(standing, key.get(), newest));
        }
    }

    @Override
    public void refused(AgentConnection connection, AgentFrame.CheckpointRefused frame) {
        later(connection.hostId(), () -> {
            standings.computeIfPresent(connection.hostId(), (_, standing) -> standing.refused(System.nanoTime()));
            contradictions.take(connection.hostId(), frame);
        });
    }
}

package dev.portledger.server.trust;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.trust.NewHostKey;
import dev.portledger.domain.trust.PublicKey;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.host.HostKeys;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Takes what agents report of keys and of what passed for a command. */
@ApplicationScoped
public class AgentReports {

    private final AgroalDataSource database;
    private final HostKeys keys;
    private final AuditLog audit;
    private final RefusedTries refused;

    AgentReports(AgroalDataSource database, HostKeys keys, AuditLog audit, RefusedTries refused) {
        this.database = database;
        this.keys = keys;
        this.audit = audit;
        this.refused = refused;
    }

    /** An agent has refused what came as a command; in the transaction that commits the frame's position. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void commandRefused(UUID hostId, AgentFrame.CommandRefused frame, Instant at) {
        audit.append(AuditDraft.of(new Actor.Agent(hostId), "command.refused")
                .onHost(hostId)
                .with("rule", frame.rule().code())
                .with("times", frame.times())
                .with("at", at.toString())
                .with("claimedStop", frame.stopId()));
    }

    /**
     * An agent wants its host to be known by another key.
     *
     * @return the id of the key that the server knows now beside the one in use; empty if it was refused
     */
    @Transactional
    public Optional<String> keyChange(UUID hostId, AgentFrame.KeyChange frame) throws SQLException {
        try (Connection connection = database.getConnection()) {
            HostKeys.Known known = keys.lock(connection, hostId)
                    .orElseThrow(() -> new IllegalStateException("a host that is connected is enrolled"));
            Optional<PublicKey> next = proven(hostId, known.key(), frame);
            if (next.isEmpty()) {
                refused.record(
                        "key-change " + hostId,
                        AuditDraft.of(new Actor.Agent(hostId), "agent.refused")
                                .onHost(hostId)
                                .with("rule", "agent.key_change_unproven"));
                return Optional.empty();
            }
            PublicKey wanted = next.get();
            boolean again = known.next().filter(wanted::equals).isPresent();
            if (!again) {
                if (keys.isTaken(connection, wanted)) {
                    refused.record(
                            "key-taken " + hostId,
                            AuditDraft.of(new Actor.Agent(hostId), "agent.refused")
                                    .onHost(hostId)
                                    .with("rule", "agent.key_taken")
                                    .with("key", wanted.id()));
                    return Optional.empty();
                }
                keys.propose(connection, hostId, wanted);
                audit.append(AuditDraft.of(new Actor.Agent(hostId), "agent.key_announced")
                        .onHost(hostId)
                        .with("key", known.key().id())
                        .with("next", wanted.id()));
            }
            return Optional.of(wanted.id());
        }
    }

    private static Optional<PublicKey> proven(UUID hostId, PublicKey current, AgentFrame.KeyChange frame) {
        if (!frame.change().payload().equals(frame.possession().payload())) {
            return Optional.empty();
        }
        try {
            return current.open(Purpose.HOST_KEY, frame.change())
                    .flatMap(payload -> FrameJson.payload(payload, NewHostKey.class))
                    .filter(wish -> wish.hostId().equals(hostId))
                    .map(wish -> PublicKey.of(wish.publicKey()))
                    .filter(key ->
                            key.open(Purpose.HOST_KEY, frame.possession()).isPresent());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no key
        }
    }

    /** The first hello by the announced key: from here on only that one counts. In the caller's transaction. */
    public void keyTaken(Connection connection, UUID hostId, PublicKey key, PublicKey before, Instant at)
            throws SQLException {
        keys.replace(connection, hostId, key, at);
        audit.append(AuditDraft.of(new Actor.Agent(hostId), "agent.key_changed")
                .onHost(hostId)
                .with("key", key.id())
                .with("before", before.id()));
    }

    /** Somebody said hello as a host and could not prove to be it, or may not connect any more. */
    public void helloRefused(UUID hostId, String rule) {
        refused.record(
                rule + " " + hostId,
                AuditDraft.of(new Actor.Agent(hostId), "agent.refused")
                        .onHost(hostId)
                        .with("rule", rule));
    }
}

package dev.portledger.server.agentadmin;

import dev.portledger.domain.frame.ProblemCode;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostKeys;
import dev.portledger.server.ingest.AgentConnected;
import dev.portledger.server.ingest.AgentConnection;
import dev.portledger.server.ingest.AgentConnections;
import dev.portledger.server.sql.Columns;
import dev.portledger.server.sql.Sql;
import dev.portledger.server.trust.CommandKeysChanged;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** What administrators do with agents. The database says what holds; connections follow, those of other servers within seconds. */
@ApplicationScoped
class AgentAdmin {

    private static final Logger LOG = Logger.getLogger(AgentAdmin.class);
    private static final String REVOKED = "an administrator has taken this host's right to connect";

    private final AgroalDataSource database;
    private final HostKeys keys;
    private final AgentConnections agents;
    private final LedgerAvailability ledger;
    private final AuditLog audit;
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

    AgentAdmin(
            AgroalDataSource database,
            HostKeys keys,
            AgentConnections agents,
            LedgerAvailability ledger,
            AuditLog audit) {
        this.database = database;
        this.keys = keys;
        this.agents = agents;
        this.ledger = ledger;
        this.audit = audit;
    }

    void onShutdown(@Observes ShutdownEvent event) {
        background.shutdownNow();
    }

    /** Takes a host's right to connect, at once and until somebody enrols it by a token for this very host. */
    void revoke(String person, UUID hostId, String reason) {
        QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                HostKeys.Known known = keys.lock(connection, hostId).orElseThrow(() -> unknown(hostId));
                if (known.revoked()) {
                    throw new ProblemException(ErrorCode.AGENT_STATE_CONFLICT, "the agent is revoked already");
                }
                update(
                        connection,
                        Sql.of(
                                "update host set revoked_at = now(), revoked_by = ?, revoke_reason = ? where host_id = ?",
                                person,
                                reason,
                                hostId));
                return audit.append(AuditDraft.of(new Actor.Person(person), "agent.revoked")
                        .onHost(hostId)
                        .because(reason));
            }
        });
        agents.dismiss(hostId, ProblemCode.HOST_REVOKED, REVOKED);
    }

    /** Asks a host's agent for another key; one that is away is asked when it is back. */
    void rotateKey(String person, UUID hostId, String reason) {
        QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                if (keys.lock(connection, hostId)
                        .orElseThrow(() -> unknown(hostId))
                        .revoked()) {
                    throw new ProblemException(ErrorCode.AGENT_STATE_CONFLICT, "the agent is revoked");
                }
                update(
                        connection,
                        Sql.of(
                                "update host set rekey_asked_at = now(), rekey_asked_by = ? where host_id = ?",
                                person,
                                hostId));
                return audit.append(AuditDraft.of(new Actor.Person(person), "agent.key_rotation_asked")
                        .onHost(hostId)
                        .because(reason));
            }
        });
        agents.of(hostId).ifPresent(AgentAdmin::askForKey);
    }

    private static void askForKey(AgentConnection connection) {
        if (!connection.send(new ServerFrame.RotateKey())) {
            LOG.infof("host %s is asked for another key when it takes commands", connection.hostId());
        }
    }

    private static void update(Connection connection, Sql sql) throws SQLException {
        try (var statement = sql.prepare(connection)) {
            statement.executeUpdate();
        }
    }

    private static ProblemException unknown(UUID hostId) {
        return new ProblemException(ErrorCode.HOST_NOT_FOUND, "no host has the id " + hostId, "hostId");
    }

    /** It was connected on a thread that must not wait. */
    void onConnected(@Observes AgentConnected event) {
        background.execute(() -> {
            try {
                if (among(Sql.of(
                                "select host_id from host where host_id = ? and rekey_asked_at is not null",
                                event.connection().hostId()))
                        .contains(event.connection().hostId())) {
                    askForKey(event.connection());
                }
            } catch (SQLException | RuntimeException e) {
                LOG.warnf("whether a host is to have another key could not be read: %s", e.getMessage());
            }
        });
    }

    void onCommandKeys(@Observes CommandKeysChanged event) {
        background.execute(() -> {
            for (AgentConnection connection : agents.all()) {
                try {
                    connection.tellCommandKeys();
                } catch (SQLException | RuntimeException e) {
                    // it is told when it connects again
                    LOG.infof("host %s was not told of another command key: %s", connection.hostId(), e.getMessage());
                }
            }
        });
    }

    /** Another server may have been the one that was asked to revoke. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void endRevoked() {
        if (!ledger.isReadable()) {
            return;
        }
        try {
            for (UUID hostId : among(
                    Sql.of("select host_id from host where revoked_at is not null and disconnected_at is null"))) {
                agents.dismiss(hostId, ProblemCode.HOST_REVOKED, REVOKED);
            }
        } catch (SQLException e) {
            ledger.failed(e);
        }
    }

    private Set<UUID> among(Sql query) throws SQLException {
        Set<UUID> found = new HashSet<>();
        try (Connection connection = database.getConnection();
                var statement = query.prepare(connection);
                var row = statement.executeQuery()) {
            while (row.next()) {
                found.add(Columns.uuid(row, "host_id"));
            }
        }
        return found;
    }
}

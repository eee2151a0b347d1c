package dev.portledger.server.enrolment;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.database.LedgerUnavailableException;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.host.HostRecords;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes hosts known against single-use tokens. */
@ApplicationScoped
class Enrolment {

    private static final Logger LOG = Logger.getLogger(Enrolment.class);

    private final AgroalDataSource database;
    private final HostRecords hosts;
    private final LedgerAvailability availability;
    private final AuditLog audit;

    Enrolment(AgroalDataSource database, HostRecords hosts, LedgerAvailability availability, AuditLog audit) {
        this.database = database;
        this.hosts = hosts;
        this.availability = availability;
        this.audit = audit;
    }

    /** @throws ProblemException ENROLMENT_TOKEN_INVALID if the token is unknown, used or expired */
    void enrol(String token, UUID hostId, PublicKeyBytes key, String hostname) {
        availability.requireWritable();
        try {
            HostRecords.Enrolled enrolled = QuarkusTransaction.requiringNew().call(() -> {
                try (Connection connection = database.getConnection()) {
                    return enrol(connection, token, hostId, key, hostname);
                }
            });
            LOG.infof("host %s is enrolled: %s", hostId, enrolled);
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            if (availability.failed(e)) {
                throw new LedgerUnavailableException(availability.state());
            }
            throw e;
        }
    }

    private HostRecords.Enrolled enrol(
            Connection connection, String token, UUID hostId, PublicKeyBytes key, String hostname) throws SQLException {
        if (!EnrolmentTokens.isValid(connection, token)) {
            throw new ProblemException(
                    ErrorCode.ENROLMENT_TOKEN_INVALID, "the token is unknown, was used before, or has expired");
        }
        HostRecords.Enrolled enrolled = hosts.enrol(connection, hostId, hostname, key.bytes());
        EnrolmentTokens.use(connection, token, hostId);
        audit.append(AuditDraft.of(new Actor.Agent(hostId), "host.enrolled")
                .onHost(hostId)
                .with("hostname", hostname)
                .with("key", key.fingerprint())
                .with("result", enrolled.name()));
        return enrolled;
    }
}

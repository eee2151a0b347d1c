package dev.portledger.server.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portledger.domain.audit.AuditEntry;
import dev.portledger.domain.audit.MissingNodeException;
import dev.portledger.server.database.LedgerAvailability;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Appends to the audit log, in the caller's transaction: when the entry can't be written, what it tells of doesn't happen, and when
 * that fails, the entry was never there.
 *
 * <p>Numbers have no gaps because each appending transaction holds a lock on the end of the log until it ends. Therefore append as the
 * last act of a transaction, after all row locks, and keep nothing slow behind it.
 */
@ApplicationScoped
public class AuditLog {

    private static final Logger LOG = Logger.getLogger(AuditLog.class);

    /** SQLSTATE lock_not_available. */
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private final AgroalDataSource database;
    private final ObjectMapper json;
    private final Event<AuditAppended> appended;
    private final LedgerAvailability availability;
    private final AuditContext context;
    private final Clock clock = Clock.systemUTC();

    AuditLog(
            AgroalDataSource database,
            ObjectMapper json,
            Event<AuditAppended> appended,
            LedgerAvailability availability,
            AuditContext context) {
        this.database = database;
        this.availability = availability;
        this.json = json;
        this.appended = appended;
        this.context = context;
    }

    /**
     * Writes one entry.
     *
     * @return its sequence
     * @throws jakarta.transaction.TransactionalException without a transaction
     * @throws ProblemException LEDGER_UNAVAILABLE when others held the end of the log for too long
     * @throws ProblemException AUDIT_UNAVAILABLE when the log refuses it, by its rights, its time limit or its tree
     * @throws AuditUnavailableException when the database is in trouble; the transaction can only roll back
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public long append(AuditDraft draft) {
        try (Connection connection = database.getConnection()) {
            AuditTable.lockEnd(connection);
            var end = AuditTable.end(connection);
            var entry = new AuditEntry(
                            end.sequence() + 1,
                            clock.instant().truncatedTo(ChronoUnit.MICROS),
                            draft.actor().kind(),
                            draft.actor().name(),
                            draft.action(),
                            draft.hostId(),
                            draft.endpoint().map(endpoint -> endpoint.protocol().name()),
                            draft.endpoint().map(AuditDraft.Port::number),
                            draft.stopId(),
                            draft.reason(),
                            json.valueToTree(detail(draft)),
                            end.hash(),
                            "")
                    .sealed();
            AuditTable.insert(connection, entry);
            AuditTree.append(connection, entry);
            appended.fire(new AuditAppended(entry.sequence(), draft.hostId(), draft.stopId()));
            return entry.sequence();
        } catch (SQLException e) {
            throw refusal(e);
        } catch (AuditUnavailableException e) {
            // while the tree was read
            throw e.getCause() instanceof SQLException cause ? refusal(cause) : e;
        } catch (MissingNodeException e) {
            LOG.errorf("the audit log does not fit its tree any more, it was changed from outside: %s", e.getMessage());
            throw new ProblemException(
                    ErrorCode.AUDIT_UNAVAILABLE, "the audit log was changed from outside; nothing was done");
        }
    }

    private RuntimeException refusal(SQLException e) {
        if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
            return new ProblemException(ErrorCode.LEDGER_UNAVAILABLE, "the audit log is busy; nothing was done");
        }
        if (availability.failed(e)) {
            return new AuditUnavailableException(e);
        }
        LOG.errorf("the audit log cannot be written: %s", e.getMessage());
        return new ProblemException(ErrorCode.AUDIT_UNAVAILABLE, "the audit log cannot be written; nothing was done");
    }

    /** Where nothing but people writes, nobody else tells that there is room again. */
    void onKept(@Observes(during = TransactionPhase.AFTER_SUCCESS) AuditAppended entry) {
        availability.succeeded();
    }

    private Map<String, Object> detail(AuditDraft draft) {
        var detail = new TreeMap<>(draft.detail());
        context.of(draft.actor()).forEach(detail::putIfAbsent);
        return detail;
    }
}

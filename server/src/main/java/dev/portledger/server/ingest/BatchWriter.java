package dev.portledger.server.ingest;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.server.host.HostRecords;
import dev.portledger.server.host.HostRecords.SignOfLife;
import dev.portledger.server.ledger.LedgerChanges;
import dev.portledger.server.ledger.write.Applied;
import dev.portledger.server.ledger.write.LedgerEntry;
import dev.portledger.server.ledger.write.LedgerWriter;
import dev.portledger.server.trust.AgentReports;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Writes a batch of entries in one transaction. */
@ApplicationScoped
class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class);

    private final AgroalDataSource database;
    private final HostRecords hosts;
    private final Instance<StopFrames> stops;
    private final Instance<FailedBindFrames> failedBinds;
    private final AgentReports reports;
    private final Event<LedgerChanges> changes;

    BatchWriter(
            AgroalDataSource database,
            HostRecords hosts,
            Instance<StopFrames> stops,
            Instance<FailedBindFrames> failedBinds,
            AgentReports reports,
            Event<LedgerChanges> changes) {
        this.database = database;
        this.hosts = hosts;
        this.stops = stops;
        this.failedBinds = failedBinds;
        this.reports = reports;
        this.changes = changes;
    }

    /** @throws RuntimeException whatever went wrong; nothing is committed then, or it is found committed when tried again */
    List<Applied> write(List<Submission> batch) {
        LedgerWriter.Outcome outcome = QuarkusTransaction.requiringNew().call(() -> writeInTransaction(batch));
        if (!outcome.changes().hosts().isEmpty()) {
            announce(outcome.changes());
        }
        return outcome.results();
    }

    private LedgerWriter.Outcome writeInTransaction(List<Submission> batch) throws SQLException {
        try (Connection connection = database.getConnection()) {
            LedgerWriter.Outcome outcome = LedgerWriter.apply(
                    connection, batch.stream().map(Submission::entry).toList(), this::report);
            hosts.alive(connection, lastSigns(batch));
            return outcome;
        }
    }

    private static List<SignOfLife> lastSigns(List<Submission> batch) {
        Map<UUID, SignOfLife> last = new LinkedHashMap<>();
        batch.forEach(submission -> submission.life().ifPresent(sign -> last.put(sign.hostId(), sign)));
        return List.copyOf(last.values());
    }

    private void report(LedgerEntry.Numbered entry) {
        switch (entry.frame()) {
            case AgentFrame.StopProgress progress ->
                stops.forEach(receiver -> receiver.progressed(entry.hostId(), progress, entry.clock()));
            case AgentFrame.StopResult result ->
                stops.forEach(receiver -> receiver.ended(entry.hostId(), result, entry.clock()));
            case AgentFrame.FailedBinds failed ->
                failedBinds.forEach(receiver -> receiver.failed(entry.hostId(), failed, entry.clock()));
            case AgentFrame.CommandRefused refused ->
                reports.commandRefused(entry.hostId(), refused, entry.clock().toServerTime(refused.at()));
            case AgentFrame.Snapshot _, AgentFrame.Delta _, AgentFrame.Gap _ ->
                throw new IllegalArgumentException("the ledger's own");
        }
    }

    /** What is committed stays so, whatever an observer does. */
    private void announce(LedgerChanges committed) {
        try {
            changes.fire(committed);
        } catch (RuntimeException e) {
            LOG.error("an observer of committed changes failed", e);
        }
    }
}

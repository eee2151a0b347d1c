package dev.portledger.server.conflict;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.server.conflict.FailedBindTable.Told;
import dev.portledger.server.ingest.FailedBindFrames;
import dev.portledger.server.ledger.AgentClock;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.UUID;

/** Keeps what agents report of failed binds, in the transaction that commits the frame's position. */
@ApplicationScoped
class FailedBindReports implements FailedBindFrames {

    private final AgroalDataSource database;

    FailedBindReports(AgroalDataSource database) {
        this.database = database;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void failed(UUID hostId, AgentFrame.FailedBinds frame, AgentClock clock) {
        try (var connection = database.getConnection()) {
            FailedBindTable.write(
                    connection,
                    frame.failed().stream()
                            .map(failed -> new Told(hostId, frame.bootId(), ServerTimes.of(failed, clock)))
                            .toList());
        } catch (SQLException e) {
            throw new IllegalStateException("failed binds could not be written", e);
        }
    }
}

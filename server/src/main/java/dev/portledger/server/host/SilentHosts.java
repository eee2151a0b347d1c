package dev.portledger.server.host;

import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.server.database.LedgerAvailability;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Finds hosts that count as connected while nobody hears of them: their server has died. */
@ApplicationScoped
class SilentHosts {

    private static final Logger LOG = Logger.getLogger(SilentHosts.class);

    /** A server that lives notices silence itself, and sooner. */
    private static final Duration FOR_SURE = FrameLimits.SILENCE.multipliedBy(2);

    private final HostRecords hosts;
    private final LedgerAvailability availability;

    SilentHosts(HostRecords hosts, LedgerAvailability availability) {
        this.hosts = hosts;
        this.availability = availability;
    }

    @Scheduled(every = "30s")
    void look() {
        if (!availability.isWritable()) {
            return;
        }
        try {
            int gone = hosts.disconnectSilentSince(Instant.now().minus(FOR_SURE));
            if (gone > 0) {
                LOG.infof("%d agents of a server that is gone count as disconnected", gone);
            }
        } catch (SQLException e) {
            availability.failed(e);
        }
    }
}

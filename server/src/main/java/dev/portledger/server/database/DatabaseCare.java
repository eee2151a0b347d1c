package dev.portledger.server.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Brings the tables up to date as soon as the database answers, and watches it from then on. The server does not wait for it:
 * without a database it runs, is not ready, and says why.
 */
@ApplicationScoped
public class DatabaseCare {

    private static final Logger LOG = Logger.getLogger(DatabaseCare.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Partitions are made for this month and so many more. */
    private static final int MONTHS_AHEAD = 3;

    private final Flyway flyway;
    private final AgroalDataSource database;
    private final LedgerAvailability availability;
    private final Event<DatabaseMigrated> migrated;
    private final Duration waitAtStart;
    private final CountDownLatch upToDate = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("database").unstarted(this::run);

    DatabaseCare(
            Flyway flyway,
            AgroalDataSource database,
            LedgerAvailability availability,
            Event<DatabaseMigrated> migrated,
            @ConfigProperty(name = "portledger.database.wait-at-start", defaultValue = "PT2S") Duration waitAtStart) {
        this.flyway = flyway;
        this.database = database;
        this.availability = availability;
        this.migrated = migrated;
        this.waitAtStart = waitAtStart;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
        try {
            // a database that is there is up to date before the first request comes in
            if (!upToDate.await(waitAtStart.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("starting without the ledger; it is looked for in the background");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void run() {
        try {
            migrateUntilDone();
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void migrateUntilDone() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                var result = flyway.migrate();
                ensurePartitions();
                LOG.infof("the ledger's tables are up to date (%d migrations applied)", result.migrationsExecuted);
                announce();
                // ready with what the features have made of it: a host that connects earlier finds no command key
                availability.migrated();
                upToDate.countDown();
                return;
            } catch (FlywayException | SQLException e) {
                availability.notMigrated(reason(e));
                LOG.warnf("the ledger's tables cannot be brought up to date yet: %s", reason(e));
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** One feature's trouble at start is not another's. */
    private void announce() {
        try {
            migrated.fire(new DatabaseMigrated());
        } catch (RuntimeException e) {
            LOG.error("something that waited for the ledger's tables failed", e);
        }
    }

    private void look() {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select 1");
            if (availability.state() instanceof DatabaseState.Away) {
                LOG.info("the ledger is back");
                availability.succeeded();
            }
        } catch (SQLException e) {
            boolean wasReadable = availability.isReadable();
            if (availability.failed(e) && wasReadable) {
                LOG.warn(new LedgerUnavailableException(availability.state()).getMessage());
            }
            // what the pool kept open leads nowhere after a restart of the database
            database.flush(AgroalDataSource.FlushMode.IDLE);
        }
    }

    @Scheduled(every = "24h", delayed = "24h")
    void ensurePartitionsDaily() throws SQLException {
        if (availability.isWritable()) {
            ensurePartitions();
        }
    }

    private void ensurePartitions() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select ledger_ensure_partitions(?)")) {
            statement.setInt(1, MONTHS_AHEAD);
            statement.execute();
        }
    }

    /** The first line of the innermost cause: Flyway's messages are whole reports. */
    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}

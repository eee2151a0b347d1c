package dev.portledger.server.enrolment;

import dev.portledger.server.database.DatabaseMigrated;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Registers the token in a file, with which whoever starts a server and its first agent together lets that agent enrol. */
@ApplicationScoped
class BootstrapToken {

    private static final Logger LOG = Logger.getLogger(BootstrapToken.class);
    private static final Duration VALID_FOR = Duration.ofHours(1);

    /** Shorter ones could be guessed. */
    private static final int SHORTEST = 16;

    private final AgroalDataSource database;
    private final Optional<Path> file;

    BootstrapToken(
            AgroalDataSource database,
            @ConfigProperty(name = "portledger.enrolment.bootstrap-token-file") Optional<Path> file) {
        this.database = database;
        this.file = file;
    }

    void register(@Observes DatabaseMigrated event) {
        file.ifPresent(path -> {
            try {
                register(path);
            } catch (IOException | SQLException e) {
                LOG.errorf(
                        "the bootstrap token in %s is not registered: %s",
                        path, e.getClass().getSimpleName());
            }
        });
    }

    private void register(Path path) throws IOException, SQLException {
        String token = Files.readString(path).strip();
        if (token.length() < SHORTEST) {
            LOG.errorf("the bootstrap token in %s is shorter than %d characters and is not registered", path, SHORTEST);
            return;
        }
        try (Connection connection = database.getConnection()) {
            EnrolmentTokens.register(connection, token, VALID_FOR);
        }
    }
}

package dev.portledger.server.access;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.database.DatabaseMigrated;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Creates the user {@code admin} where no user exists, once the database is there. The password comes from a file; where there is
 * none it is generated into it. It is never logged.
 */
@ApplicationScoped
public class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);
    private static final String NAME = "admin";
    private static final int SHORTEST_PASSWORD = 12;

    private final Optional<Path> passwordFile;
    private final AuditLog audit;

    FirstAdministrator(
            @ConfigProperty(name = "portledger.first-admin.password-file") Optional<Path> passwordFile,
            AuditLog audit) {
        this.passwordFile = passwordFile;
        this.audit = audit;
    }

    void whenMigrated(@Observes DatabaseMigrated event) {
        try {
            ensure();
        } catch (IOException | RuntimeException e) {
            LOG.errorf("the first administrator could not be created: %s", e.getMessage());
        }
    }

    private void ensure() throws IOException {
        if (QuarkusTransaction.requiringNew().call(this::anybody)) {
            return;
        }
        if (passwordFile.isEmpty()) {
            LOG.warn("nobody can sign in: there is no user, and portledger.first-admin.password-file names no file");
            return;
        }
        String password = SecretFile.readOrCreate(passwordFile.get());
        if (password.length() < SHORTEST_PASSWORD) {
            throw new IOException(
                    "the password in " + passwordFile.get() + " is shorter than " + SHORTEST_PASSWORD + " characters");
        }
        QuarkusTransaction.requiringNew().run(() -> create(password));
        LOG.infof("the first administrator is \"%s\"; the password is in %s", NAME, passwordFile.get());
    }

    private boolean anybody() {
        // the entity leaves disabled users out, but they count here: who disabled everybody does not want a new one
        return !AppUser.getEntityManager()
                .createNativeQuery("select 1 from app_user limit 1")
                .getResultList()
                .isEmpty();
    }

    private void create(String password) {
        int created = AppUser.getEntityManager()
                .createNativeQuery(
                        "with created as (insert into app_user (user_name, password) values (:name, :password)"
                                + " on conflict do nothing returning subject)"
                                + " insert into role_grant (subject, role, granted_by)"
                                + " select subject, :role, 'server' from created")
                .setParameter("name", NAME)
                .setParameter("password", BcryptUtil.bcryptHash(password))
                .setParameter("role", Role.ADMIN.text())
                .executeUpdate();
        if (created == 1) {
            audit.append(AuditDraft.of(new Actor.Server(), "user.created")
                    .with("user", NAME)
                    .with("roles", Role.ADMIN.text()));
        }
    }
}

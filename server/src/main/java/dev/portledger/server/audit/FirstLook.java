package dev.portledger.server.audit;

import dev.portledger.server.audit.AuditVerification.BadEntry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Checks a log that was written before it could be signed, once, before its first checkpoint. What is wrong with it then was wrong before:
 * signing it would say nothing of that. It is signed all the same, so that what comes next is protected, and what was found is its next entry.
 */
@ApplicationScoped
class FirstLook {

    private static final Logger LOG = Logger.getLogger(FirstLook.class);

    private final Checkpoints checkpoints;
    private final AuditReading reading;
    private final AuditLog audit;
    private final ReentrantLock looking = new ReentrantLock();
    private boolean looked;

    FirstLook(Checkpoints checkpoints, AuditReading reading, AuditLog audit) {
        this.checkpoints = checkpoints;
        this.reading = reading;
        this.audit = audit;
    }

    /** Before anything is signed; waits for a look that is under way. Without effect where nothing is signed, or something was. */
    void look() {
        looking.lock();
        try {
            if (!looked && checkpoints.key().isPresent() && checkpoints.latest().isEmpty()) {
                reading.verify(checkpoints.keys(), List.of(), Optional.empty())
                        .firstBad()
                        .ifPresent(this::say);
            }
            looked = true;
        } finally {
            looking.unlock();
        }
    }

    private void say(BadEntry bad) {
        LOG.errorf(
                "THE AUDIT LOG WAS NOT IN ORDER BEFORE IT WAS FIRST SIGNED: entry %d, %s: %s",
                bad.sequence(), bad.kind(), bad.message());
        QuarkusTransaction.requiringNew()
                .call(() -> audit.append(AuditDraft.of(new Actor.Server(), "audit.found_bad")
                        .with("sequence", bad.sequence())
                        .with("kind", bad.kind())
                        .with("message", bad.message())));
    }
}

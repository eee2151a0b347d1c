package dev.portledger.server.trust;

import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Writes what agents tried in vain to the audit log: of one kind of try the first at once, those of the next minute together with the
 * first after it. An agent that tries again and again, or somebody who plays one, can't fill the log.
 */
@ApplicationScoped
public class RefusedTries {

    private static final Logger LOG = Logger.getLogger(RefusedTries.class);
    private static final long TOGETHER = Duration.ofMinutes(1).toNanos();

    /** Kinds of tries that are told apart; whoever makes up more of them has the oldest forgotten. */
    private static final int REMEMBERED = 2_000;

    private record Told(long at, long untold) {}

    private final AuditLog audit;
    private final Map<String, Told> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > REMEMBERED;
        }
    };

    RefusedTries(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * Records a try, in a transaction of its own. That it can't be recorded changes nothing: it was refused anyway.
     *
     * @param kind tries of one kind are told together
     */
    public void record(String kind, AuditDraft entry) {
        Optional<Long> before = due(kind);
        if (before.isEmpty()) {
            return;
        }
        try {
            QuarkusTransaction.requiringNew()
                    .run(() -> audit.append(before.get() == 0 ? entry : entry.with("alsoBefore", before.get())));
        } catch (RuntimeException e) {
            LOG.warnf("a refused try is not in the audit log: %s", e.getClass().getSimpleName());
        }
    }

    /** How many of that kind were not told so far, if this is one to tell. */
    private synchronized Optional<Long> due(String kind) {
        long now = System.nanoTime();
        Told last = told.get(kind);
        if (last != null && now - last.at() < TOGETHER) {
            told.put(kind, new Told(last.at(), last.untold() + 1));
            return Optional.empty();
        }
        told.put(kind, new Told(now, 0));
        return Optional.of(last == null ? 0 : last.untold());
    }
}

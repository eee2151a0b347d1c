package dev.portledger.server.stop;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The one way to change a stop: under its lock, with its entry in the audit log, and with word to whoever watches. The audit comes
 * last, since its lock is the one that everybody waits for.
 */
@ApplicationScoped
class StopBook {

    private final StopStore store;
    private final AuditLog audit;
    private final Event<StopChanged> changed;

    StopBook(StopStore store, AuditLog audit, Event<StopChanged> changed) {
        this.store = store;
        this.audit = audit;
        this.changed = changed;
    }

    /** What becomes of a stop, and what the audit log is told. */
    record Change(StopState next, AuditDraft entry) {}

    /** What to make of a stop that is locked. */
    @FunctionalInterface
    interface Move {
        Optional<Change> of(Stop stop) throws SQLException;
    }

    @Transactional
    void begin(Stop stop, AuditDraft entry) throws SQLException {
        store.insert(stop);
        note(stop, entry);
    }

    /**
     * Changes a stop by what the move makes of it; without effect when it makes nothing of it.
     *
     * @return the stop as it is now, empty if there is none
     */
    @Transactional
    Optional<Stop> change(UUID stopId, Move move) throws SQLException {
        Optional<Stop> found = store.lock(stopId);
        if (found.isEmpty()) {
            return found;
        }
        Stop stop = found.get();
        Optional<Change> change = move.of(stop);
        if (change.isEmpty()) {
            return found;
        }
        Stop next = stop.in(change.get().next());
        store.update(next);
        note(next, change.get().entry());
        return Optional.of(next);
    }

    /** Notes something about a stop whose state stays as it is. In the caller's transaction, and last. */
    void note(Stop stop, AuditDraft entry) {
        audit.append(
                entry.onHost(stop.hostId()).onPort(stop.protocol(), stop.port()).ofStop(stop.stopId()));
        changed.fire(new StopChanged(stop.stopId(), stop.hostId()));
    }

    /** Records that somebody's try was refused, where no stop came of it. */
    @Transactional
    void refused(AuditDraft entry) {
        audit.append(entry);
    }

    static Actor server() {
        return new Actor.Server();
    }
}

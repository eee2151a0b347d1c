package dev.portledger.server.bulk;

import dev.portledger.server.approval.Demand;
import dev.portledger.server.approval.SubjectChanged;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.audit.AuditLog;
import dev.portledger.server.stop.StopLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The one way to change a bulk stop: under its lock, with its entry in the audit log, and with word to whoever watches. */
@ApplicationScoped
class BulkBook {

    private final BulkStore store;
    private final StopLines stops;
    private final AuditLog audit;
    private final Event<SubjectChanged> changed;

    BulkBook(BulkStore store, StopLines stops, AuditLog audit, Event<SubjectChanged> changed) {
        this.store = store;
        this.stops = stops;
        this.audit = audit;
        this.changed = changed;
    }

    /** What becomes of a bulk stop, and what the audit log is told. */
    record Change(Bulk next, List<AuditDraft> entries) {
        Change {
            entries = List.copyOf(entries);
        }

        Change(Bulk next, AuditDraft entry) {
            this(next, List.of(entry));
        }
    }

    /** What to make of a bulk stop that is locked. */
    @FunctionalInterface
    interface Move {
        Optional<Change> of(Bulk bulk) throws SQLException;
    }

    /** Begins one, without lines yet: what is planned for it before it has any is given up with it if that breaks off. */
    @Transactional
    void begin(Bulk bulk) throws SQLException {
        store.insert(bulk);
    }

    @Transactional
    void fill(UUID bulkId, List<BulkLine> lines, List<Demand> demands, AuditDraft entry) throws SQLException {
        store.fill(bulkId, lines, demands);
        note(bulkId, entry);
    }

    /** Changes a bulk stop by what the move makes of it; as it is now, empty if there is none. */
    @Transactional
    Optional<Bulk> change(UUID bulkId, Move move) throws SQLException {
        Optional<Bulk> found = store.lock(bulkId);
        if (found.isEmpty()) {
            return found;
        }
        Optional<Change> change = move.of(found.get());
        if (change.isEmpty()) {
            return found;
        }
        store.update(change.get().next());
        for (AuditDraft entry : change.get().entries()) {
            note(bulkId, entry);
        }
        return Optional.of(change.get().next());
    }

    /** Gives a line up and notes why, both or neither; without effect on one that has begun. */
    @Transactional
    void giveUp(UUID bulkId, int line, UUID stopId, BulkLine.Trouble trouble) throws SQLException {
        if (stops.skip(stopId, trouble.code() + ": " + trouble.detail())) {
            store.trouble(bulkId, line, trouble);
            tell(bulkId);
        }
    }

    /** Records that somebody's try was refused. */
    @Transactional
    void refused(UUID bulkId, AuditDraft entry) {
        audit.append(entry.ofStop(bulkId));
    }

    private void note(UUID bulkId, AuditDraft entry) throws SQLException {
        audit.append(entry.ofStop(bulkId));
        tell(bulkId);
    }

    private void tell(UUID bulkId) throws SQLException {
        changed.fire(new SubjectChanged(bulkId, store.hosts(bulkId)));
    }

    /** Break-glass knows no hosts of a bulk stop; here they are known. */
    void onGlass(@Observes SubjectChanged broken) throws SQLException {
        Set<UUID> hosts = broken.hostIds().isEmpty() ? store.hosts(broken.subjectId()) : Set.of();
        if (!hosts.isEmpty()) {
            changed.fire(new SubjectChanged(broken.subjectId(), hosts));
        }
    }
}

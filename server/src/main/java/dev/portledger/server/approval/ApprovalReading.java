package dev.portledger.server.approval;

import dev.portledger.server.access.Role;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Shows waits for others. */
@ApplicationScoped
public class ApprovalReading {

    private static final RowOrder SOONEST = new RowOrder(
            List.of(new RowOrder.Part("expires_at", "timestamptz"), new RowOrder.Part("subject_id", "uuid")), false);
    private static final RowOrder NEWEST = new RowOrder(
            List.of(new RowOrder.Part("requested_at", "timestamptz"), new RowOrder.Part("subject_id", "uuid")), true);

    private final ApprovalStore store;
    private final Reading reading;
    private final Askers people;

    ApprovalReading(ApprovalStore store, Reading reading, Askers people) {
        this.store = store;
        this.reading = reading;
        this.people = people;
    }

    /**
     * Which ones.
     *
     * @param states none: all
     */
    record Filter(
            Set<ApprovalState> states,
            Optional<Subject.Kind> kind,
            Optional<UUID> hostId,
            Optional<String> requestedBy) {}

    /** How many wait for somebody. */
    public long pending() {
        return reading.read(ApprovalStore::pending);
    }

    /** Those of these subjects that others were asked for. */
    public Map<UUID, ApprovalView> of(Collection<UUID> subjectIds) throws SQLException {
        Map<UUID, ApprovalView> views = new HashMap<>();
        views(List.copyOf(store.of(subjectIds).values())).forEach(view -> views.put(view.subjectId(), view));
        return views;
    }

    /** Pending ones by the time at which they expire, others by the time at which they were asked for, the newest first. */
    ApprovalView.Page page(Filter filter, PageLimit limit, Optional<String> cursor) throws SQLException {
        boolean waiting = filter.states().equals(Set.of(ApprovalState.PENDING));
        RowOrder order = waiting ? SOONEST : NEWEST;
        Sql from = new Sql().add(" from approval_request where true");
        if (waiting) {
            from.add(" and state = 'PENDING'"); // as the index has it
        } else if (!filter.states().isEmpty()) {
            from.add(
                    " and state = any (?)",
                    filter.states().stream().map(Enum::name).sorted().toList());
        }
        filter.kind().ifPresent(kind -> from.add(" and kind = ?", kind.name()));
        filter.hostId().ifPresent(host -> from.add(" and host_id = ?", host));
        filter.requestedBy().ifPresent(name -> from.add(" and requested_by = ?", name));
        String binding = "approvals " + filter.states().stream().sorted().toList() + filter.kind() + filter.hostId()
                + filter.requestedBy();
        PagedRead paged = PagedRead.of(order, limit, cursor, binding);
        PagedRead.Page<ApprovalRequest> page =
                reading.read(connection -> paged.read(connection, Sql.of("*"), from, ApprovalStore::read));
        return new ApprovalView.Page(views(page.rows()), pending(), page.next());
    }

    private List<ApprovalView> views(List<ApprovalRequest> requests) throws SQLException {
        Person asking = people.asking();
        boolean approver = asking.roles().contains(Role.APPROVER);
        Map<UUID, List<Decision>> decisions = store.decisions(
                requests.stream().map(request -> request.subject().id()).toList());
        List<ApprovalView> views = new ArrayList<>();
        for (ApprovalRequest request : requests) {
            views.add(ApprovalView.of(
                    request, decisions.getOrDefault(request.subject().id(), List.of()), asking, approver));
        }
        return views;
    }
}

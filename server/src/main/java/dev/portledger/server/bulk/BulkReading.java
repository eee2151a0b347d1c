package dev.portledger.server.bulk;

import dev.portledger.server.approval.ApprovalReading;
import dev.portledger.server.approval.ApprovalView;
import dev.portledger.server.approval.BreakGlass;
import dev.portledger.server.approval.GlassView;
import dev.portledger.server.error.ErrorCode;
import dev.portledger.server.error.ProblemException;
import dev.portledger.server.page.PageLimit;
import dev.portledger.server.sql.PagedRead;
import dev.portledger.server.sql.Reading;
import dev.portledger.server.sql.RowOrder;
import dev.portledger.server.sql.Sql;
import dev.portledger.server.stop.StopLines;
import dev.portledger.server.stop.StopView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Shows bulk stops. */
@ApplicationScoped
class BulkReading {

    private static final RowOrder NEWEST = new RowOrder(
            List.of(new RowOrder.Part("planned_at", "timestamptz"), new RowOrder.Part("bulk_id", "uuid")), true);

    /** Those that whoever asks may see (afterMigrate__scope.sql), and not those that are still being planned. */
    private static final String SEEN =
            " from bulk_stop b where exists (select from bulk_line l where l.bulk_id = b.bulk_id)";

    private final BulkStore store;
    private final StopLines stops;
    private final ApprovalReading approvals;
    private final BreakGlass glass;
    private final Reading reading;

    BulkReading(BulkStore store, StopLines stops, ApprovalReading approvals, BreakGlass glass, Reading reading) {
        this.store = store;
        this.stops = stops;
        this.approvals = approvals;
        this.glass = glass;
        this.reading = reading;
    }

    BulkView.Page page(PageLimit limit, Optional<String> cursor) throws SQLException {
        PagedRead paged = PagedRead.of(NEWEST, limit, cursor, "bulk-stops");
        PagedRead.Page<Bulk> page =
                reading.read(connection -> paged.read(connection, Sql.of("b.*"), Sql.of(SEEN), BulkStore::read));
        return new BulkView.Page(views(page.rows(), false), page.next());
    }

    BulkView view(Bulk bulk) throws SQLException {
        return views(List.of(bulk), true).getFirst();
    }

    /** @throws ProblemException NOT_FOUND if there is none, or whoever asks does not see all of its hosts */
    Bulk find(UUID bulkId) {
        Sql query = Sql.of("select b.*" + SEEN + " and b.bulk_id = ?", bulkId);
        return reading.read(connection -> BulkStore.list(connection, query)).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "no bulk stop has the id " + bulkId));
    }

    /** @param whole with the stops of the lines */
    private List<BulkView> views(List<Bulk> bulks, boolean whole) throws SQLException {
        List<UUID> ids = bulks.stream().map(Bulk::bulkId).toList();
        Map<UUID, ApprovalView> asked = approvals.of(ids);
        Map<UUID, GlassView> broken = glass.of(ids);
        List<BulkView> views = new ArrayList<>();
        for (Bulk bulk : bulks) {
            UUID id = bulk.bulkId();
            views.add(view(bulk, whole, Optional.ofNullable(asked.get(id)), Optional.ofNullable(broken.get(id))));
        }
        return views;
    }

    private BulkView view(Bulk bulk, boolean whole, Optional<ApprovalView> approval, Optional<GlassView> broken)
            throws SQLException {
        UUID id = bulk.bulkId();
        Map<UUID, StopLines.Line> standings = stops.of(id);
        Map<UUID, StopView> views = whole ? stops.views(id) : Map.of();
        List<BulkView.Line> lines = new ArrayList<>();
        for (BulkLine line : store.lines(id)) {
            lines.add(new BulkView.Line(
                    line.line(),
                    line.hostId(),
                    line.label(),
                    line.wave(),
                    standing(line, line.stopId().map(standings::get)),
                    line.problem().map(BulkLine.Trouble::code),
                    line.problem().map(BulkLine.Trouble::detail),
                    line.stopId().map(views::get)));
        }
        return new BulkView(
                id,
                bulk.state().code(),
                bulk.what(),
                bulk.course().waveSize(),
                bulk.course().pause(),
                bulk.course().maxFailures(),
                bulk.demands(),
                bulk.planner().name(),
                bulk.plannedAt(),
                bulk.state().until(),
                bulk.asked().map(Bulk.Asked::reason),
                bulk.asked().flatMap(Bulk.Asked::ticket),
                bulk.asked().map(asked -> asked.by().name()),
                bulk.asked().map(Bulk.Asked::at),
                (int) lines.stream()
                        .filter(line -> line.wave().isPresent())
                        .map(BulkView.Line::hostId)
                        .distinct()
                        .count(),
                lines.stream()
                        .map(BulkView.Line::wave)
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder())
                        .orElse(0),
                bulk.wave(),
                BulkStore.halted(bulk.state()),
                bulk.state() instanceof BulkState.Settled end ? Optional.of(end.at()) : Optional.empty(),
                new BulkView.Counts(
                        count(lines, BulkView.Standing.REFUSED),
                        count(lines, BulkView.Standing.READY),
                        count(lines, BulkView.Standing.RUNNING),
                        count(lines, BulkView.Standing.FREED),
                        count(lines, BulkView.Standing.FAILED),
                        count(lines, BulkView.Standing.SKIPPED)),
                approval,
                broken,
                whole ? Optional.of(lines) : Optional.empty());
    }

    private static int count(List<BulkView.Line> lines, BulkView.Standing standing) {
        return (int) lines.stream().filter(line -> line.standing() == standing).count();
    }

    private static BulkView.Standing standing(BulkLine line, Optional<StopLines.Line> stop) {
        if (stop.isEmpty()) {
            return BulkView.Standing.REFUSED;
        }
        return switch (stop.get().standing()) {
            case READY -> BulkView.Standing.READY;
            case RUNNING -> BulkView.Standing.RUNNING;
            case FREED -> BulkView.Standing.FREED;
            case FAILED -> BulkView.Standing.FAILED;
            case SKIPPED -> line.problem().isPresent() ? BulkView.Standing.FAILED : BulkView.Standing.SKIPPED;
        };
    }
}

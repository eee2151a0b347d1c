package dev.portledger.server.bulk;

import dev.portledger.server.audit.Actor;
import dev.portledger.server.audit.AuditDraft;
import dev.portledger.server.bulk.BulkBook.Change;
import dev.portledger.server.stop.StopLines;
import dev.portledger.server.stop.StopLines.Standing;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What comes next in a bulk stop, by how its lines stand. A wave is over when none of its lines can fail any more: its stops have settled,
 * and no agent still watches what it has freed.
 */
@ApplicationScoped
class Waves {

    /** What nobody went on with for so long is not what somebody wanted any more: as long as a plan is good for. */
    private static final Duration LONGEST_GAP = BulkPlanning.VALID_FOR;

    private final BulkStore store;
    private final StopLines stops;

    Waves(BulkStore store, StopLines stops) {
        this.store = store;
        this.stops = stops;
    }

    /** A line with how its stop stands. */
    record Placed(BulkLine line, StopLines.Line stop) {
        int wave() {
            return line.wave().orElseThrow();
        }

        boolean is(Standing standing) {
            return stop.standing() == standing;
        }

        boolean hasFailed() {
            return is(Standing.FAILED)
                    || (is(Standing.SKIPPED) && line.problem().isPresent());
        }
    }

    /** The lines that can be run. */
    List<Placed> placed(UUID bulkId) throws SQLException {
        Map<UUID, StopLines.Line> byId = stops.of(bulkId);
        List<Placed> placed = new ArrayList<>();
        for (BulkLine line : store.lines(bulkId)) {
            line.stopId().map(byId::get).ifPresent(stop -> placed.add(new Placed(line, stop)));
        }
        return placed;
    }

    /** Gives up, begins the next wave when the last one is over, or ends; empty while there is something to wait for. */
    Optional<Change> next(Bulk bulk, List<Placed> lines, Instant now) throws SQLException {
        if (!(bulk.state() instanceof BulkState.Running running)) {
            return Optional.empty();
        }
        boolean halted = running.halted().isPresent();
        Optional<String> why = halted ? Optional.empty() : whyNoFurther(bulk, lines, now);
        if (why.isPresent()) {
            return Optional.of(new Change(
                    bulk.in(running.halt(why.get())),
                    AuditDraft.of(new Actor.Server(), "bulk.halted").with("why", why.get())));
        }
        boolean underWay = lines.stream()
                .anyMatch(line -> line.is(Standing.RUNNING)
                        || (line.is(Standing.READY) && (halted || line.wave() <= bulk.wave())));
        if (underWay || isWatched(lines, now)) {
            return Optional.empty();
        }
        if (halted || lines.stream().noneMatch(line -> line.is(Standing.READY))) {
            return Optional.of(new Change(bulk.in(running.settle(now)), settled(bulk, lines)));
        }
        if (bulk.wave() > 0 && last(bulk, lines).plus(bulk.course().pause()).isAfter(now)) {
            return Optional.empty();
        }
        Bulk next = bulk.nextWave(now);
        return Optional.of(new Change(
                next, AuditDraft.of(new Actor.Server(), "bulk.wave_began").with("wave", next.wave())));
    }

    private static Optional<String> whyNoFurther(Bulk bulk, List<Placed> lines, Instant now) {
        long failed = lines.stream().filter(Placed::hasFailed).count();
        if (failed > bulk.course().maxFailures()) {
            return Optional.of(failed + (failed == 1 ? " line has failed" : " lines have failed"));
        }
        return dueSince(bulk, lines)
                .filter(due -> due.plus(LONGEST_GAP).isBefore(now))
                .map(due -> "no server could go on with it since " + due);
    }

    /** Since when the lines that come next could have been begun; empty while others run, and where none are left. */
    private static Optional<Instant> dueSince(Bulk bulk, List<Placed> lines) {
        if (lines.stream().noneMatch(line -> line.is(Standing.READY))) {
            return Optional.empty();
        }
        if (bulk.wave() == 0
                || lines.stream().anyMatch(line -> line.is(Standing.READY) && line.wave() <= bulk.wave())) {
            return bulk.waveBeganAt();
        }
        return lines.stream().anyMatch(line -> line.is(Standing.RUNNING))
                ? Optional.empty()
                : Optional.of(last(bulk, lines).plus(bulk.course().pause()));
    }

    /** When the last stop settled that has, or if none has, when the wave began. */
    private static Instant last(Bulk bulk, List<Placed> lines) {
        return Stream.concat(
                        bulk.waveBeganAt().stream(), lines.stream().flatMap(line -> line.stop().settledAt().stream()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private boolean isWatched(List<Placed> lines, Instant now) throws SQLException {
        for (Placed line : lines) {
            if (stops.isWatched(line.stop(), now)) {
                return true;
            }
        }
        return false;
    }

    private static AuditDraft settled(Bulk bulk, List<Placed> lines) {
        return AuditDraft.of(new Actor.Server(), "bulk.settled")
                .with(
                        "freed",
                        lines.stream().filter(line -> line.is(Standing.FREED)).count())
                .with("failed", lines.stream().filter(Placed::hasFailed).count())
                .with(
                        "skipped",
                        lines.stream()
                                .filter(line -> line.is(Standing.SKIPPED) && !line.hasFailed())
                                .count())
                .with("halted", BulkStore.halted(bulk.state()));
    }
}

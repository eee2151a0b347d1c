package dev.portledger.server.ledger.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges holdings that a timeline could not tell apart: neighbours on one endpoint, each narrower than a pixel and less than a
 * pixel apart. A holding that has no such neighbour stays whole, however short it is.
 */
final class HoldingMerge {

    private static final int PROCESSES_NAMED = 5;

    private final Duration pixel;
    private final List<ListenerRow> whole = new ArrayList<>();
    private final List<MergedHoldings> merged = new ArrayList<>();
    private final List<ListenerRow> run = new ArrayList<>();
    private @Nullable Instant runEnd;

    /** @param pixel zero: nothing is merged */
    HoldingMerge(Duration pixel) {
        this.pixel = pixel;
    }

    /** Takes the next holding, by endpoint and begin. */
    void add(ListenerRow row) {
        Optional<Instant> end = row.ended().map(HoldingEnd::at);
        boolean narrow = !pixel.isZero()
                && end.isPresent()
                && Duration.between(row.began().at(), end.get()).compareTo(pixel) < 0;
        if (!run.isEmpty() && !(narrow && continuesRun(row))) {
            finishRun();
        }
        if (!narrow) {
            whole.add(row);
            return;
        }
        run.add(row);
        Instant before = runEnd;
        runEnd = before == null || before.isBefore(end.get()) ? end.get() : before;
    }

    private boolean continuesRun(ListenerRow row) {
        ListenerRow first = run.getFirst();
        return runEnd != null
                && first.address().equals(row.address())
                && first.device().equals(row.device())
                && Duration.between(runEnd, row.began().at()).compareTo(pixel) < 0;
    }

    private void finishRun() {
        Instant end = runEnd;
        if (run.size() == 1 || end == null) {
            whole.addAll(run);
        } else {
            ListenerRow first = run.getFirst();
            Set<String> processes = new LinkedHashSet<>();
            run.stream().flatMap(row -> row.holders().list().stream()).forEach(holder -> processes.add(holder.comm()));
            merged.add(new MergedHoldings(
                    first.address(),
                    first.device(),
                    first.began().at(),
                    end,
                    run.size(),
                    processes.stream().limit(PROCESSES_NAMED).toList()));
        }
        run.clear();
        runEnd = null;
    }

    /** Those that stand for themselves, earliest first. */
    List<ListenerRow> whole() {
        finishRun();
        return whole.stream()
                .sorted(Comparator.comparing((ListenerRow row) -> row.began().at())
                        .thenComparing(ListenerRow::holdingId))
                .toList();
    }

    /** Those that stand for several, earliest first. */
    List<MergedHoldings> merged() {
        finishRun();
        return merged.stream()
                .sorted(Comparator.comparing(MergedHoldings::from))
                .toList();
    }
}

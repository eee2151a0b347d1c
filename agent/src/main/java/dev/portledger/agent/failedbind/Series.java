package dev.portledger.agent.failedbind;

import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.FailedBindSeries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Failures that are the same one again and again, folded. */
final class Series {

    private final UUID id = UUID.randomUUID();
    private final SeriesKey key;
    private Instant firstAt;
    private Instant lastAt;
    private long times;
    private Claimant claimant;
    private Optional<Findings> findings = Optional.empty();
    private Instant foundAt = Instant.MIN;
    private Instant toldAt = Instant.MIN;
    private boolean untold;

    Series(SeriesKey key, Instant at, Claimant claimant) {
        this.key = key;
        this.claimant = claimant;
        firstAt = at;
        lastAt = at;
    }

    /** It has failed once more; events of several threads may come a little out of order. */
    void failed(Instant at, Claimant by) {
        times++;
        untold = true;
        claimant = by.process().isPresent() || claimant.process().isEmpty() ? by : claimant;
        firstAt = at.isBefore(firstAt) ? at : firstAt;
        lastAt = at.isAfter(lastAt) ? at : lastAt;
    }

    void found(Findings now, Instant at) {
        findings = Optional.of(now);
        foundAt = at;
    }

    void told(Instant at) {
        untold = false;
        toldAt = at;
    }

    void tellAgain() {
        untold = true;
    }

    SeriesKey key() {
        return key;
    }

    Claimant claimant() {
        return claimant;
    }

    Instant lastAt() {
        return lastAt;
    }

    Instant foundAt() {
        return foundAt;
    }

    boolean isUntold() {
        return untold;
    }

    /** When it was last told; {@link Instant#MIN} if never. */
    Instant toldAt() {
        return toldAt;
    }

    FailedBindSeries report() {
        return new FailedBindSeries(
                id,
                firstAt,
                lastAt,
                times,
                key.call(),
                key.attempt(),
                key.errno(),
                key.netns(),
                claimant,
                findings.map(Findings::inTheWay).orElse(List.of()),
                findings.map(Findings::more).orElse(0),
                findings.map(Findings::diagnosis));
    }
}

package dev.portledger.server.stop;

import dev.portledger.domain.frame.StopFacts.ParentFacts;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.server.ledger.EarlierHolders.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often a parent has started the holder of an endpoint again, as the ledger tells: another process of the same executable, with the
 * same parent, that held the endpoint soon after the one before had let go of it.
 *
 * <p>A pid is reused, but not while its process lives. So whoever has that parent pid and was started after the parent was is a child of
 * this very process; or of one that has adopted it, as a subreaper does (prctl(2)), which is why nothing but quick succession counts.
 *
 * @param times how often
 * @param lastAt when it was seen last, server's clock
 * @param lastWithin how long after the one before, at most: until the ledger knew of it
 * @param longest the longest of these
 */
record Respawns(int times, Instant lastAt, Duration lastWithin, Duration longest) {

    /** What takes longer may as well be a person who starts it again. */
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Of one process, all holdings together. */
    private record Life(Instant beganAt, Optional<Instant> heldUntil) {

        Life with(Life other) {
            return new Life(
                    beganAt.isBefore(other.beganAt) ? beganAt : other.beganAt,
                    heldUntil.flatMap(one -> other.heldUntil.map(two -> one.isAfter(two) ? one : two)));
        }
    }

    /** Empty where the ledger has seen none, or the parent or the executable is not known well enough to tell. */
    static Optional<Respawns> of(Holder holder, ParentFacts parent, List<Held> before) {
        if (parent.startTicks().isEmpty() || holder.exe().isEmpty()) {
            return Optional.empty();
        }
        long parentStart = parent.startTicks().get();
        Map<ProcessIdentity, Life> lives = new LinkedHashMap<>();
        before.stream()
                .filter(held -> held.holder().parentPid() == parent.pid()
                        && held.holder().exe().equals(holder.exe())
                        && held.holder()
                                .process()
                                .bootId()
                                .equals(holder.process().bootId())
                        && held.holder().process().startTicks() >= parentStart)
                .forEach(held ->
                        lives.merge(held.holder().process(), new Life(held.beganAt(), held.heldUntil()), Life::with));
        return among(new ArrayList<>(lives.values()));
    }

    /** Those that share the endpoint (SO_REUSEPORT) hold it side by side: each is the successor of one that had ended, and of one only. */
    private static Optional<Respawns> among(List<Life> lives) {
        List<Life> heirs = new ArrayList<>(lives);
        Optional<Respawns> found = Optional.empty();
        for (Life ended : lives) {
            Optional<Life> heir = heirs.stream()
                    .filter(life -> !life.equals(ended)
                            && ended.heldUntil()
                                    .filter(until -> !life.beganAt().isBefore(until)
                                            && Duration.between(until, life.beganAt())
                                                            .compareTo(SOON)
                                                    <= 0)
                                    .isPresent())
                    .findFirst();
            if (heir.isPresent()) {
                heirs.remove(heir.get());
                Duration within = Duration.between(
                        ended.heldUntil().orElseThrow(), heir.get().beganAt());
                Respawns one = new Respawns(1, heir.get().beganAt(), within, within);
                found = Optional.of(found.map(earlier -> earlier.and(one)).orElse(one));
            }
        }
        return found;
    }

    private Respawns and(Respawns next) {
        boolean later = next.lastAt.isAfter(lastAt);
        return new Respawns(
                times + next.times,
                later ? next.lastAt : lastAt,
                later ? next.lastWithin : lastWithin,
                longest.compareTo(next.longest) > 0 ? longest : next.longest);
    }
}

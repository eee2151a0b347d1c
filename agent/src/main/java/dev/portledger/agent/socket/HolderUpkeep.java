package dev.portledger.agent.socket;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps the holders of listeners up to date at a bounded price. New listeners are searched for by a walk over all
 * processes, at once as long as walks take no more than half a percent of the time or the last one is five seconds ago; in a flood of new listeners they are
 * searched for nearby first, which says that it is incomplete, and the walk follows. All listeners are searched for again
 * every 5 to 30 seconds, the rarer the dearer it is (half a per mille of the time), since sockets are inherited and passed on without a trace.
 */
final class HolderUpkeep {

    private static final int REST_AFTER_WALK = 200;
    private static final long REST_AT_MOST = Duration.ofSeconds(5).toNanos();
    private static final int REST_AFTER_REVISION = 2000;
    private static final long REVISE_AT_LEAST_EVERY = Duration.ofSeconds(30).toNanos();
    private static final long REVISE_AT_MOST_EVERY = Duration.ofSeconds(5).toNanos();

    private final HolderFinder finder;
    private final LongSupplier nanoTime;
    private long walkFrom;
    private long reviseFrom;
    private boolean news;

    HolderUpkeep(HolderFinder finder, LongSupplier nanoTime) {
        this.finder = finder;
        this.nanoTime = nanoTime;
        walkFrom = nanoTime.getAsLong();
        reviseFrom = walkFrom;
    }

    /** Whether all listeners are to be searched for again, or called by other names. */
    boolean isRevisionDue() {
        return nanoTime.getAsLong() - reviseFrom >= 0 || enginesHaveNews();
    }

    /** The engines tell of their news once; it stays news here until it has been taken in. */
    private boolean enginesHaveNews() {
        news |= finder.engines().isNewsDue();
        return news;
    }

    /**
     * Searches for what is due.
     *
     * @param listeners makes the list of all listeners, when it is needed
     * @param due those that are not fully searched for
     * @return those whose holders are other ones than before
     */
    List<TrackedListener> update(Supplier<List<TrackedListener>> listeners, Collection<TrackedListener> due)
            throws IOException {
        Set<TrackedListener> changed = new LinkedHashSet<>(search(listeners, due));
        if (enginesHaveNews()) {
            news = false;
            changed.addAll(rename(listeners.get()));
        }
        return List.copyOf(changed);
    }

    /** An engine has answered since the holders were found: they are called by their containers now. */
    private List<TrackedListener> rename(List<TrackedListener> all) {
        List<TrackedListener> changed = new ArrayList<>();
        for (TrackedListener listener : all) {
            Holders holders = listener.listener().holders();
            boolean different = finder.concernsEngines(holders)
                    && listener.wanted()
                            .map(wanted -> finder.renamed(wanted, holders))
                            .filter(listener::rename)
                            .isPresent();
            if (different) {
                changed.add(listener);
            }
        }
        return changed;
    }

    private List<TrackedListener> search(Supplier<List<TrackedListener>> listeners, Collection<TrackedListener> due)
            throws IOException {
        long now = nanoTime.getAsLong();
        if (now - reviseFrom >= 0) {
            List<TrackedListener> all = listeners.get();
            List<TrackedListener> changed = take(all, finder.everywhere(wanted(all)));
            forgetAbsent(all);
            rest(now, REST_AFTER_REVISION);
            return changed;
        }
        if (due.isEmpty()) {
            return List.of();
        }
        if (now - walkFrom >= 0) {
            List<TrackedListener> changed = take(due, finder.everywhere(wanted(due)));
            rest(now, 0);
            return changed;
        }
        List<TrackedListener> unknown = due.stream()
                .filter(listener -> listener.listener().holders().list().isEmpty())
                .toList();
        return take(unknown, finder.nearby(wanted(unknown)));
    }

    private void rest(long began, int afterRevision) {
        long ended = nanoTime.getAsLong();
        long cost = ended - began;
        walkFrom = ended + Math.min(cost * REST_AFTER_WALK, REST_AT_MOST);
        if (afterRevision > 0) {
            reviseFrom = ended + Math.clamp(cost * afterRevision, REVISE_AT_MOST_EVERY, REVISE_AT_LEAST_EVERY);
        }
    }

    private static Collection<HolderFinder.Wanted> wanted(Collection<TrackedListener> listeners) {
        return listeners.stream()
                .flatMap(listener -> listener.wanted().stream())
                .toList();
    }

    private static List<TrackedListener> take(Collection<TrackedListener> listeners, Map<Long, Holders> found) {
        List<TrackedListener> changed = new ArrayList<>();
        for (TrackedListener listener : listeners) {
            boolean different = listener.wanted()
                    .map(wanted -> found.get(wanted.inode()))
                    .filter(listener::take)
                    .isPresent();
            if (different) {
                changed.add(listener);
            }
        }
        return changed;
    }

    private void forgetAbsent(List<TrackedListener> all) {
        Set<Integer> pids = new HashSet<>();
        for (TrackedListener listener : all) {
            for (Holder holder : listener.listener().holders().list()) {
                pids.add(holder.process().pid());
            }
        }
        finder.keepOnly(pids);
    }
}

package dev.portledger.agent.socket;

import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.holder.NetworkCensus;
import dev.portledger.agent.kernel.KernelClock;
import dev.portledger.agent.netlink.NamespaceGoneException;
import dev.portledger.agent.netlink.NamespaceRefusedException;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The listeners of all network namespaces but the agent's own. They become known by the processes that are in them, which the walks
 * that search for holders see anyway, and by events; they are forgotten, and their listeners closed, when no process is in them.
 *
 * <p>A namespace is read when something happens in it, and else every two seconds as long as all those readings take less than one
 * part in 250 of the time; with very many namespaces more rarely. {@link #hear} and {@link #follows} are for any thread, the rest for
 * that of the table.
 */
final class OtherNamespaces implements AutoCloseable {

    private static final long EVERY = Duration.ofSeconds(2).toNanos();
    /** Events alone don't make one namespace be read more often. */
    private static final long EVENTS_AT_MOST_EVERY = Duration.ofMillis(100).toNanos();
    /** A walk of one's own is made so rarely that it takes one part in so many of the time. */
    private static final int REST_AFTER_WALK = 200;

    private static final long WALK_AT_MOST_EVERY = Duration.ofMillis(250).toNanos();
    private static final int CALLS = 1024;

    private final Optional<SockDiagSource> model;
    private final NetworkCensus census;
    private final NamespaceFacility facility;
    private final LongSupplier nanoTime;
    private final ReadingBudget budget;
    private final int atMost;
    private final long own;
    private final Map<Long, OtherNamespace> known = new LinkedHashMap<>();
    private final Set<OtherNamespace> untold = new LinkedHashSet<>();
    private final Set<Long> followed = ConcurrentHashMap.newKeySet();
    private final Map<Long, Integer> calls = new ConcurrentHashMap<>();
    private volatile boolean eventsLost;
    private long censusTaken;
    private boolean walkWanted = true;
    private long walkFrom;
    private long checkedAt;

    /**
     * @param own the agent's own namespace
     * @param model a source of the agent's own namespace; empty where sock_diag is refused, and then no namespace is read
     * @param atMost how many namespaces are read
     */
    OtherNamespaces(long own, Optional<SockDiagSource> model, NetworkCensus census, int atMost, LongSupplier nanoTime)
            throws IOException {
        this.own = own;
        this.model = model;
        this.census = census;
        this.atMost = atMost;
        this.nanoTime = nanoTime;
        facility = NamespaceFacility.of(own, model.isPresent(), atMost);
        checkedAt = nanoTime.getAsLong();
        walkFrom = checkedAt;
        budget = new ReadingBudget(checkedAt);
    }

    /** Whether what happens in this namespace is told; that of one which is not known yet is, since it is about to be read. */
    boolean follows(long netns) {
        return facility.isPossible() && (followed.contains(netns) || followed.size() < atMost);
    }

    /**
     * Takes note of an event in another namespace: it is read with the next look.
     *
     * @return whether it is of another namespace, and so of no concern to the agent's own
     */
    boolean hear(KernelEvent event) {
        return switch (event) {
            case KernelEvent.Listening listening ->
                call(listening.socket().netns(), listening.caller().pid());
            case KernelEvent.Closed closed ->
                call(closed.netns(), closed.caller().pid());
            case KernelEvent.BindFailed failed ->
                call(
                        failed.socket().netns().filter(netns -> !followed.contains(netns)),
                        failed.caller().pid());
            case KernelEvent.Lost _ -> {
                eventsLost = true;
                yield false;
            }
            case KernelEvent.BindSuspected _ -> false;
        };
    }

    private boolean call(Optional<Long> netns, int pid) {
        if (netns.isEmpty() || netns.get() == own) {
            return false;
        }
        if (facility.isPossible() && calls.size() < CALLS) {
            calls.put(netns.get(), pid);
        }
        return true;
    }

    /**
     * Reads those in which something has happened, and those whose turn it is. Failures are told by the facility.
     *
     * @return whether there is something to tell, or may be, of which only events are known
     */
    boolean look(Instant at) {
        if (model.isEmpty() || !facility.isPossible()) {
            return false;
        }
        long now = nanoTime.getAsLong();
        budget.advance(now);
        boolean heard = answerCalls();
        if (now - checkedAt >= EVERY) {
            checkedAt = now;
            walkWanted |= known.values().stream().anyMatch(one -> !isInhabited(one));
        }
        if (walkWanted && now - walkFrom >= 0) {
            walk();
        }
        if (censusTaken != census.walks()) {
            takeCensus(at);
        }
        if (eventsLost) {
            eventsLost = false;
            known.values().forEach(OtherNamespace::call);
        }
        due(now).forEach(one -> read(one, at));
        return heard
                || untold.stream()
                        .anyMatch(
                                one -> !one.opened().isEmpty() || !one.closed().isEmpty());
    }

    /** Those that are called, and of the others those whose turn it is. */
    private List<OtherNamespace> due(long now) {
        return known.values().stream()
                .filter(one ->
                        !one.wasTried() || now - one.triedAt() >= (one.isCalled() ? EVENTS_AT_MOST_EVERY : EVERY))
                .sorted(Comparator.<OtherNamespace>comparingInt(one -> one.isCalled() ? 0 : 1)
                        .thenComparingLong(OtherNamespace::triedAt))
                .toList();
    }

    private void read(OtherNamespace one, Instant at) {
        boolean isNew = !one.wasTried();
        if (!isNew && !budget.allows(one.isCalled())) {
            return;
        }
        long began = spent();
        untold.add(one);
        try {
            one.read(at, nanoTime.getAsLong(), model.orElseThrow());
        } catch (IOException e) {
            facility.failed(e);
        }
        if (!isNew) {
            budget.spend(spent() - began);
        }
    }

    /** @return whether there were any */
    private boolean answerCalls() {
        Map<Long, Integer> now = Map.copyOf(calls);
        for (Map.Entry<Long, Integer> call : now.entrySet()) {
            calls.remove(call.getKey(), call.getValue());
            OtherNamespace one = known.get(call.getKey());
            if (one != null) {
                one.call();
            } else if (known.size() < atMost) {
                // who has called may have ended already, while others are there
                walkWanted |= !open(call.getKey(), List.of(call.getValue()));
            }
        }
        return !now.isEmpty();
    }

    private static long spent() {
        return KernelClock.THREAD_CPUTIME.nanos().orElseThrow();
    }

    private void walk() {
        long began = spent();
        try {
            census.take();
            walkWanted = false;
        } catch (IOException e) {
            facility.failed(e);
        }
        long cost = spent() - began;
        walkFrom = nanoTime.getAsLong() + Math.max(cost * REST_AFTER_WALK, WALK_AT_MOST_EVERY);
    }

    private void takeCensus(Instant at) {
        censusTaken = census.walks();
        Map<Long, List<Integer>> processes = census.processes();
        for (OtherNamespace one : List.copyOf(known.values())) {
            List<Integer> there = processes.get(one.netns());
            if (there != null) {
                one.processes(there);
            } else if (!isInhabited(one)) {
                leave(one, at);
            }
        }
        int tooMany = 0;
        for (Map.Entry<Long, List<Integer>> each : processes.entrySet()) {
            if (known.containsKey(each.getKey())) {
                continue;
            }
            if (known.size() < atMost) {
                open(each.getKey(), each.getValue());
            } else {
                tooMany++;
            }
        }
        facility.counted(tooMany, census.withheld());
    }

    /** Whether one of the processes that are remembered is still there. */
    private boolean isInhabited(OtherNamespace one) {
        return one.processes().stream().anyMatch(pid -> census.isIn(pid, one.netns()));
    }

    private boolean open(long netns, List<Integer> processes) {
        try {
            known.put(netns, OtherNamespace.open(netns, processes, model.orElseThrow()));
            followed.add(netns);
            facility.entered();
            return true;
        } catch (NamespaceGoneException e) {
            return false;
        } catch (NamespaceRefusedException e) {
            facility.refused(e);
            return true; // a walk would find it again and be refused again
        } catch (IOException e) {
            facility.failed(e);
            return true;
        }
    }

    private void leave(OtherNamespace one, Instant at) {
        one.leave(at);
        known.remove(one.netns());
        followed.remove(one.netns());
        untold.add(one);
    }

    /** Listeners that came since {@link #told}. */
    List<TrackedListener> opened() {
        return untold.stream().flatMap(one -> one.opened().stream()).toList();
    }

    /** Listeners that went since {@link #told}. */
    List<TrackedListener> closed() {
        return untold.stream().flatMap(one -> one.closed().stream()).toList();
    }

    /**
     * When a listener came or went, if no event says it.
     *
     * @param otherwise the answer for one of the agent's own namespace
     */
    Moment moment(TrackedListener listener, Moment.BetweenLooks otherwise) {
        long netns = listener.key().netns();
        if (netns == own) {
            return otherwise;
        }
        return untold.stream()
                .filter(one -> one.netns() == netns)
                .findFirst()
                .map(one -> one.moment(otherwise.by()))
                .orElse(otherwise);
    }

    /** What came and went has been told. */
    void told() {
        untold.forEach(OtherNamespace::told);
        untold.clear();
    }

    List<TrackedListener> all() {
        return known.values().stream().flatMap(one -> one.all().stream()).toList();
    }

    /** Those in which the last readings have shown the port. */
    List<Realm> on(Protocol protocol, int port) {
        return known.values().stream()
                .filter(one -> one.has(protocol, port))
                .map(OtherNamespace::realm)
                .toList();
    }

    /**
     * One of them.
     *
     * @return empty if no process is in it
     * @throws IOException if it may be there, and cannot be read
     */
    Optional<Realm> realm(long netns) throws IOException {
        facility.requirePossible();
        OtherNamespace one = known.get(netns);
        if (one != null) {
            return Optional.of(one.realm());
        }
        census.take();
        List<Integer> processes = census.processes().get(netns);
        if (processes == null) {
            return Optional.empty();
        }
        if (known.size() < atMost) {
            open(netns, processes);
        }
        return Optional.of(Optional.ofNullable(known.get(netns))
                .orElseThrow(() -> new IOException("network namespace " + netns + " cannot be read: "
                        + facility().detail()))
                .realm());
    }

    /** The same namespace, for somebody else; empty if it is not known. */
    Optional<NetworkNamespace> share(long netns) throws IOException {
        OtherNamespace one = known.get(netns);
        return one == null ? Optional.empty() : Optional.of(one.share());
    }

    Facility facility() {
        return facility.now(known.size());
    }

    @Override
    public void close() {
        known.values().forEach(OtherNamespace::close);
        known.clear();
    }
}

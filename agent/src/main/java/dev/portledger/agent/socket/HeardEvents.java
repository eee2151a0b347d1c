package dev.portledger.agent.socket;

import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the kernel has told of listeners, until a look tells it on. {@link #hear} is for any thread, the rest for that of the
 * table.
 *
 * <p>An event belongs to a socket if their cookies are equal. Where the source tells none it belongs to the only socket that
 * came (or went) on its endpoint, if it is the only such event; else nothing is said.
 */
final class HeardEvents {

    /** Two ends of a listener that no look has shown. */
    record Brief(Listening opened, Closed closed) {}

    private record Place(Protocol protocol, IpAddress address, int port) {}

    private static final int WAITING_AT_MOST = 8192;
    private static final Duration KEEP = Duration.ofSeconds(30);

    private final LongPredicate followed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<KernelEvent> arrived = new ArrayDeque<>();

    private final Map<Long, Listening> openings = new LinkedHashMap<>();
    private final Map<Long, Closed> closings = new LinkedHashMap<>();
    private final Map<Place, Deque<Instant>> openingsByPlace = new HashMap<>();
    private final Map<Place, Deque<Instant>> closingsByPlace = new HashMap<>();

    /** @param followed the network namespaces of the table; what is of another one is of no use here. For any thread */
    HeardEvents(LongPredicate followed) {
        this.followed = followed;
    }

    /** @return whether listeners of this table have come or gone, or may have */
    boolean hear(KernelEvent event) {
        boolean ours =
                switch (event) {
                    case Listening listening -> isOurs(listening.socket().netns());
                    case Closed closed -> isOurs(closed.netns());
                    case KernelEvent.BindSuspected _, KernelEvent.BindFailed _, KernelEvent.Lost _ -> false;
                };
        if (ours) {
            keep(event);
        }
        return ours || event instanceof KernelEvent.Lost;
    }

    private void keep(KernelEvent event) {
        lock.lock();
        try {
            if (arrived.size() == WAITING_AT_MOST) {
                arrived.removeFirst(); // nobody looks; the next look tells what there is, without times
            }
            arrived.addLast(event);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOurs(Optional<Long> of) {
        return of.isEmpty() || followed.test(of.get());
    }

    /** Waits a little for the events of sockets that a look has found to have come or gone before them. */
    void await(Collection<TrackedListener> opened, Collection<TrackedListener> closed, Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            collect();
            while (left > 0 && !(allKnown(opened, openings) && allKnown(closed, closings))) {
                left = news.awaitNanos(left);
                collect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static boolean allKnown(Collection<TrackedListener> listeners, Map<Long, ?> events) {
        return listeners.stream().allMatch(listener -> cookie(listener)
                .filter(cookie -> !events.containsKey(cookie))
                .isEmpty());
    }

    /** Takes in what has arrived, and forgets what nobody asked for. */
    void collect(Instant now) {
        lock.lock();
        try {
            collect();
        } finally {
            lock.unlock();
        }
        Instant oldest = now.minus(KEEP);
        openings.values().removeIf(event -> event.at().isBefore(oldest));
        closings.values().removeIf(event -> event.at().isBefore(oldest));
        for (Map<Place, Deque<Instant>> places : List.of(openingsByPlace, closingsByPlace)) {
            places.values().forEach(times -> times.removeIf(at -> at.isBefore(oldest)));
            places.values().removeIf(Deque::isEmpty);
        }
    }

    private void collect() {
        KernelEvent event;
        while ((event = arrived.pollFirst()) != null) {
            switch (event) {
                case Listening listening -> collect(listening);
                case Closed closed -> collect(closed);
                case KernelEvent.BindSuspected _, KernelEvent.BindFailed _, KernelEvent.Lost _ -> {}
            }
        }
    }

    private void collect(Listening event) {
        Optional<SocketId.Cookie> cookie = event.socket().cookie();
        if (cookie.isPresent()) {
            closings.remove(cookie.get().value());
            openings.put(cookie.get().value(), event);
        } else {
            var endpoint = event.socket().endpoint();
            add(openingsByPlace, new Place(event.socket().protocol(), endpoint.address(), endpoint.port()), event.at());
        }
    }

    private void collect(Closed event) {
        if (event.cookie().isPresent()) {
            closings.put(event.cookie().get().value(), event);
        } else {
            event.endpoint()
                    .ifPresent(endpoint -> add(
                            closingsByPlace,
                            new Place(event.protocol(), endpoint.address(), endpoint.port()),
                            event.at()));
        }
    }

    private static void add(Map<Place, Deque<Instant>> times, Place place, Instant at) {
        times.computeIfAbsent(place, absent -> new ArrayDeque<>()).addLast(at);
    }

    /** The processes that have opened these, of those of which it was told; they need not be the holders, but most often are. */
    IntStream openers(Collection<TrackedListener> listeners) {
        return listeners.stream()
                .flatMap(listener -> cookie(listener).stream())
                .flatMap(cookie -> Stream.ofNullable(openings.get(cookie)))
                .mapToInt(event -> event.caller().pid())
                .distinct();
    }

    /** When these have opened, of those of which it was told. Each event is told once. */
    Map<TrackedListener, Instant> opened(Collection<TrackedListener> listeners) {
        Map<TrackedListener, Instant> times = byPlace(listeners, openingsByPlace);
        for (TrackedListener listener : listeners) {
            cookie(listener).map(openings::remove).ifPresent(event -> times.put(listener, event.at()));
        }
        return times;
    }

    /** When these have closed, of those of which it was told. Each event is told once. */
    Map<TrackedListener, Instant> closed(Collection<TrackedListener> listeners) {
        Map<TrackedListener, Instant> times = byPlace(listeners, closingsByPlace);
        for (TrackedListener listener : listeners) {
            cookie(listener).map(closings::remove).ifPresent(event -> times.put(listener, event.at()));
        }
        return times;
    }

    private static Map<TrackedListener, Instant> byPlace(
            Collection<TrackedListener> listeners, Map<Place, Deque<Instant>> events) {
        Map<Place, List<TrackedListener>> places = new HashMap<>();
        if (!events.isEmpty()) {
            listeners.forEach(listener -> places.computeIfAbsent(place(listener), absent -> new ArrayList<>())
                    .add(listener));
        }
        Map<TrackedListener, Instant> times = new HashMap<>();
        places.forEach((place, there) -> {
            Deque<Instant> at = events.remove(place);
            if (at != null && at.size() == 1 && there.size() == 1) {
                times.put(there.getFirst(), at.getFirst());
            }
        });
        return times;
    }

    /**
     * TCP listeners that opened and closed without being seen; each is told once, and none that is known.
     *
     * @param known makes the list of those that were seen, when it is needed
     */
    List<Brief> briefs(Supplier<List<TrackedListener>> known) {
        List<Brief> briefs = new ArrayList<>();
        if (openings.isEmpty() || closings.isEmpty()) {
            return briefs;
        }
        known.get().forEach(listener -> cookie(listener).ifPresent(openings::remove));
        Iterator<Map.Entry<Long, Listening>> each = openings.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, Listening> entry = each.next();
            Listening opened = entry.getValue();
            Closed closed = closings.get(entry.getKey());
            if (closed != null && !closed.at().isBefore(opened.at())) {
                each.remove();
                closings.remove(entry.getKey());
                if (opened.socket().protocol() == Protocol.TCP
                        && opened.socket().netns().isPresent()) {
                    briefs.add(new Brief(opened, closed));
                }
            }
        }
        return briefs;
    }

    private static Optional<Long> cookie(TrackedListener listener) {
        return listener.key().id() instanceof SocketId.Cookie(long value) ? Optional.of(value) : Optional.empty();
    }

    private static Place place(TrackedListener listener) {
        var endpoint = listener.key().endpoint();
        return new Place(listener.key().protocol(), endpoint.address(), endpoint.port());
    }
}

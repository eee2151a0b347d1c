package dev.portledger.agent.socket;

import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.agent.netlink.NamespaceGoneException;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the host that matter for binding: TCP in LISTEN and bound UDP of all network namespaces, and counts of TCP
 * connections in TIME_WAIT and on their way out, of the agent's own.
 *
 * <p>Each {@link #look} reads the kernel's table, as far as {@link ReadingPace} asks for it, and tells the differences; what is
 * known already costs neither memory nor a look at {@code /proc}. May be used from several threads; calls wait for each other, none longer than a dump and a
 * walk over the host's processes (some ten milliseconds).
 */
public final class SocketTable implements AutoCloseable {

    /**
     * @param connectionsEvery how often connections are counted, which is dearer than listing listeners
     * @param unwatchedAfter a longer time between two looks counts as not watched
     * @param engines the container engines that are asked
     * @param namespaces how many network namespaces are read beside the agent's own; 0 for none
     */
    public record Settings(Duration connectionsEvery, Duration unwatchedAfter, EngineSockets engines, int namespaces) {
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(2), Duration.ofSeconds(10));

        public Settings(Duration connectionsEvery, Duration unwatchedAfter) {
            this(connectionsEvery, unwatchedAfter, EngineSockets.ofThisHost(), 512);
        }

        /** The same, but for the engines. */
        public Settings asking(EngineSockets others) {
            return new Settings(connectionsEvery, unwatchedAfter, others, namespaces);
        }

        /** The same, but for the number of other network namespaces. */
        public Settings reading(int atMost) {
            return new Settings(connectionsEvery, unwatchedAfter, engines, atMost);
        }
    }

    /** Events are read in batches, see {@link dev.portledger.agent.bindwatch.EventSources}. */
    private static final Duration EVENT_WITHIN = Duration.ofMillis(12);

    private final Settings settings;
    private final HostClock clock;
    private final Sources sources;
    private final HolderFinder holders;
    private final HolderUpkeep upkeep;
    private final DeviceCache devices = new DeviceCache();
    private final EphemeralPorts ephemeral;
    private final OwnNamespace own;
    private final ConnectionTally connections;
    private final long netns;
    private final OtherNamespaces others;
    private final HeardEvents heard;
    private final Set<TrackedListener> notSearched = new LinkedHashSet<>();
    private @Nullable Instant lookedAt;
    private Instant countedAt = Instant.EPOCH;
    private String trouble = "";
    private long digest;

    private SocketTable(
            Settings settings, HostClock clock, Sources sources, HolderFinder holders, LongSupplier nanoTime)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.sources = sources;
        this.holders = holders;
        upkeep = new HolderUpkeep(holders, nanoTime);
        netns = Namespace.ownNetwork();
        ephemeral = new EphemeralPorts(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
        own = new OwnNamespace(netns, sources, devices, nanoTime);
        others = new OtherNamespaces(
                netns, sources.model(), holders.census(netns), settings.namespaces(), System::nanoTime);
        heard = new HeardEvents(number -> number == netns || others.follows(number));
        connections = new ConnectionTally(netns, ephemeral::contains, devices);
    }

    /**
     * @param clock what all times are told by
     * @throws IOException when neither sock_diag nor {@code /proc/net} can be read
     */
    public static SocketTable open(Settings settings, HostClock clock) throws IOException {
        return open(settings, clock, Sources.open(), System::nanoTime);
    }

    /** @param nanoTime paces the search for holders */
    static SocketTable open(Settings settings, HostClock clock, Sources sources, LongSupplier nanoTime)
            throws IOException {
        return new SocketTable(settings, clock, sources, HolderFinder.open(Boot.read(), settings.engines()), nanoTime);
    }

    /**
     * Takes note of an event of the kernel; the next look tells it as the time at which a listener opened or closed. Quick, from
     * any thread.
     */
    public void hear(KernelEvent event) {
        boolean elsewhere = others.hear(event);
        if (heard.hear(event) && !elsewhere) {
            own.heard();
        }
    }

    /**
     * From now on TCP listeners come and go with an event each, for which a look waits some milliseconds, and without which it
     * does not read the table each time.
     */
    public void expectEvents() {
        own.expectEvents();
    }

    /**
     * Reads the table and tells what is different.
     *
     * @throws IOException when the sockets could not be read this time; the table stays as it was, and the next look
     *     tells the differences to the last one that succeeded
     */
    public synchronized Look look() throws IOException {
        boolean elsewhere = others.look(clock.instant());
        Instant began = clock.instant();
        List<TrackedListener> newOnes;
        List<TrackedListener> other;
        boolean counting = !began.isBefore(countedAt.plus(settings.connectionsEvery()));
        try {
            boolean here = own.look();
            if (!(here || elsewhere || counting || isSearchDue())) {
                return quiet(began);
            }
            own.openedTcp().forEach(listener -> ephemeral.sawListener(listener.port()));
            if (counting) {
                ephemeral.refresh();
                devices.forget();
                sources.connections(0, connections);
            }
            newOnes = both(own.opened(), others.opened());
            if (own.areEventsExpected()) {
                heard.await(own.openedTcp(), own.closedTcp(), EVENT_WITHIN);
            }
            heard.openers(newOnes).forEach(holders::noteActive);
            other = search(newOnes);
        } catch (IOException e) {
            trouble = e.toString();
            own.heard(); // what called for reading is still to be read
            throw e;
        }
        Instant ended = clock.instant();
        heard.collect(ended);
        List<Closed> closed = close(ended);
        List<Changed> changed = other.stream()
                .map(listener ->
                        new Changed(listener.listener(), new Moment.BetweenLooks(Optional.ofNullable(lookedAt), ended)))
                .toList();
        List<Opened> opened = open(newOnes, ended);
        BriefListeners brief = new BriefListeners(heard.briefs(this::tracked), netns, holders);
        opened.addAll(brief.opened);
        closed.addAll(brief.closed);
        List<ConnectionCount> counts = List.of();
        List<EphemeralCount> ephemeralCounts = List.of();
        if (counting) {
            countedAt = began;
            counts = connections.tell(ended);
            ephemeralCounts = connections.tellEphemeral();
        }
        Optional<Unwatched> unwatched = unwatched(began);
        return new Look(end(began), unwatched, opened, closed, changed, counts, ephemeralCounts, digest);
    }

    /** Nothing had to be read: no event has called for it. */
    private Look quiet(Instant began) {
        others.told();
        Optional<Unwatched> unwatched = unwatched(began);
        return new Look(end(began), unwatched, List.of(), List.of(), List.of(), List.of(), List.of(), digest);
    }

    /** @return up to when the look is complete */
    private Instant end(Instant began) {
        Instant upTo = own.endLook(began);
        lookedAt = upTo;
        trouble = "";
        return upTo;
    }

    private boolean isSearchDue() {
        return !notSearched.isEmpty() || upkeep.isRevisionDue();
    }

    private List<Opened> open(List<TrackedListener> newOnes, Instant ended) {
        List<Opened> opened = new ArrayList<>(newOnes.size());
        Map<TrackedListener, Instant> told = heard.opened(newOnes);
        for (TrackedListener listener : newOnes) {
            digest += listener.digest();
            opened.add(new Opened(listener.listener(), moment(told.get(listener), listener, ended)));
        }
        own.told();
        others.told();
        return opened;
    }

    private List<Closed> close(Instant ended) {
        List<TrackedListener> gone = both(own.closed(), others.closed());
        List<Closed> closed = new ArrayList<>(gone.size());
        Map<TrackedListener, Instant> told = heard.closed(gone);
        for (TrackedListener listener : gone) {
            digest -= listener.digest();
            closed.add(new Closed(listener.key(), moment(told.get(listener), listener, ended)));
        }
        return closed;
    }

    private Moment moment(@Nullable Instant event, TrackedListener listener, Instant ended) {
        return event == null
                ? others.moment(listener, own.moment(listener.key().protocol(), ended))
                : new Moment.Event(event);
    }

    /** Searches for holders; those of older listeners that changed come back. */
    private List<TrackedListener> search(List<TrackedListener> newOnes) throws IOException {
        both(own.closed(), others.closed()).forEach(notSearched::remove);
        notSearched.addAll(newOnes);
        List<TrackedListener> changed = upkeep.update(this::tracked, notSearched);
        notSearched.removeIf(TrackedListener::isSearched);
        Set<TrackedListener> untold = new HashSet<>(newOnes);
        return changed.stream().filter(listener -> !untold.contains(listener)).toList();
    }

    private Optional<Unwatched> unwatched(Instant now) {
        if (lookedAt == null || Duration.between(lookedAt, now).compareTo(settings.unwatchedAfter()) <= 0) {
            return Optional.empty();
        }
        String reason =
                trouble.isEmpty() ? "the agent or its host did not run" : "the sockets could not be read: " + trouble;
        return Optional.of(new Unwatched(lookedAt, now, reason));
    }

    private List<TrackedListener> tracked() {
        return both(own.all(), others.all());
    }

    private static List<TrackedListener> both(List<TrackedListener> here, List<TrackedListener> elsewhere) {
        return Stream.concat(here.stream(), elsewhere.stream()).toList();
    }

    /** The whole table as of the last look. @throws IllegalStateException before the first look */
    public synchronized TableState state() {
        if (lookedAt == null) {
            throw new IllegalStateException("nothing has been looked at yet");
        }
        List<Listener> listeners =
                tracked().stream().map(TrackedListener::listener).toList();
        return new TableState(lookedAt, listeners, connections.told(), connections.toldEphemeral(), digest);
    }

    /** Who has the listeners of a port open, as far as it is known without another search. */
    public synchronized Map<SocketId, Holders> holdersOn(Protocol protocol, int port) {
        Map<SocketId, Holders> known = new HashMap<>();
        for (TrackedListener listener : tracked()) {
            if (listener.port() == port && listener.key().protocol() == protocol && listener.isSearched()) {
                known.put(listener.key().id(), listener.listener().holders());
            }
        }
        return known;
    }

    /** Inode number of the agent's own network namespace. */
    public long netns() {
        return netns;
    }

    /**
     * Another network namespace, to be closed by who asks.
     *
     * @param pid a process that may be in it
     * @throws IOException if there is none, or it may not be entered
     */
    public NetworkNamespace namespace(long other, int pid) throws IOException {
        Optional<NetworkNamespace> known = share(other);
        try {
            return known.isPresent() ? known.get() : NetworkNamespace.of(pid, other);
        } catch (NamespaceGoneException e) {
            return search(other).orElseThrow(() -> e);
        }
    }

    /**
     * Does something in a network namespace that is looked into: the agent's own on this thread, another one on a thread of its own.
     *
     * @throws IOException if it is gone, or may not be entered
     */
    public <T> T in(long where, NetworkNamespace.Work<T> work) throws IOException {
        if (where == netns) {
            return work.there();
        }
        try (NetworkNamespace other =
                search(where).orElseThrow(() -> new IOException("nobody is left in network namespace " + where))) {
            return other.visit(work);
        }
    }

    private synchronized Optional<NetworkNamespace> share(long other) throws IOException {
        return others.share(other);
    }

    /** By other processes than the one that was told. */
    private synchronized Optional<NetworkNamespace> search(long other) throws IOException {
        return others.realm(other).isPresent() ? others.share(other) : Optional.empty();
    }

    /**
     * Reads one port anew in the agent's own network namespace and in those others in which the last looks have shown it, past every
     * cache; the table and the differences the next look tells are not touched. Where a container is involved its engine is asked anew
     * as well, and waited for, while looks go on.
     *
     * @param port 1 to 65535
     */
    public PortView inspect(Protocol protocol, int port) throws IOException {
        return inspect(protocol, port, Optional.empty());
    }

    /**
     * The same, of one network namespace; of one that is gone nothing is there.
     *
     * @param of inode number of the namespace; empty for all
     */
    public PortView inspect(Protocol protocol, int port, Optional<Long> of) throws IOException {
        PortView view = inspectNow(protocol, port, of);
        if (view.listeners().stream().noneMatch(this::concernsEngines)) {
            return view;
        }
        askEngines();
        return inspectNow(protocol, port, of);
    }

    private synchronized boolean concernsEngines(Listener listener) {
        return holders.concernsEngines(listener.holders());
    }

    /** Asks the engines and waits for their answers, for as long as they are given; see {@link #facilities}. */
    public void askEngines() {
        holders.engines().ask();
        awaitEngines();
    }

    /** Waits until the engines have told what they were asked by the looks so far; for commands that look once. */
    public void awaitEngines() {
        holders.engines().await();
    }

    private synchronized PortView inspectNow(Protocol protocol, int port, Optional<Long> of) throws IOException {
        List<Realm> realms = new ArrayList<>();
        if (of.isEmpty() || of.get() == netns) {
            realms.add(sources.realm(netns, devices));
        } else {
            others.realm(of.get()).ifPresent(realms::add);
        }
        if (of.isEmpty()) {
            realms.addAll(others.on(protocol, port));
        }
        return new PortInspection(realms, holders, sources.showsBoundInactive())
                .inspect(protocol, port, clock, tracked());
    }

    /** What can be seen on this host and what not: {@code sock_diag, bound_inactive, holders, cgroup2, engines, netns}. */
    public synchronized List<Facility> facilities() {
        List<Facility> all = new ArrayList<>(sources.facilities());
        all.addAll(holders.facilities());
        all.add(others.facility());
        return all;
    }

    @Override
    public synchronized void close() {
        others.close();
        sources.close();
        holders.close();
    }
}

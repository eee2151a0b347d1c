package dev.portledger.agent.socket;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.holder.Boot;
import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.Namespace;
import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the host's network namespace that matter for binding: TCP in LISTEN, bound UDP, and counts of TCP
 * connections in TIME_WAIT and on their way out.
 *
 * <p>Each {@link #look} reads the kernel's table and tells the differences; what is known already costs neither memory
 * nor a look at {@code /proc}. May be used from several threads; calls wait for each other, none longer than a dump and a
 * walk over the host's processes (some ten milliseconds).
 */
public final class SocketTable implements AutoCloseable {

    /**
     * @param connectionsEvery how often connections are counted, which is dearer than listing listeners
     * @param unwatchedAfter a longer time between two looks counts as not watched
     * @param engines the container engines that are asked
     */
    public record Settings(Duration connectionsEvery, Duration unwatchedAfter, EngineSockets engines) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(2), Duration.ofSeconds(10), EngineSockets.ofThisHost());

        public Settings(Duration connectionsEvery, Duration unwatchedAfter) {
            this(connectionsEvery, unwatchedAfter, EngineSockets.ofThisHost());
        }

        /** The same, but for the engines. */
        public Settings asking(EngineSockets others) {
            return new Settings(connectionsEvery, unwatchedAfter, others);
        }
    }

    private final Settings settings;
    private final HostClock clock;
    private final Sources sources;
    private final HolderFinder holders;
    private final HolderUpkeep upkeep;
    private final DeviceCache devices = new DeviceCache();
    private final EphemeralPorts ephemeral;
    private final ListenerSet tcp;
    private final ListenerSet udp;
    private final ConnectionTally connections;
    private final long netns;
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
        tcp = new ListenerSet(netns, Protocol.TCP, devices);
        udp = new ListenerSet(netns, Protocol.UDP, devices);
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
     * Reads the table and tells what is different.
     *
     * @throws IOException when the sockets could not be read this time; the table stays as it was, and the next look
     *     tells the differences to the last one that succeeded
     */
    public synchronized Look look() throws IOException {
        Instant began = clock.instant();
        List<TrackedListener> newOnes;
        List<TrackedListener> other;
        boolean counting = !began.isBefore(countedAt.plus(settings.connectionsEvery()));
        try {
            read(tcp);
            read(udp);
            tcp.opened().forEach(listener -> ephemeral.sawListener(listener.port()));
            if (counting) {
                ephemeral.refresh();
                devices.forget();
                sources.connections(0, connections);
            }
            newOnes =
                    Stream.concat(tcp.opened().stream(), udp.opened().stream()).toList();
            other = search(newOnes);
        } catch (IOException e) {
            trouble = e.toString();
            throw e;
        }
        Instant ended = clock.instant();
        Moment moment = new Moment.BetweenLooks(Optional.ofNullable(lookedAt), ended);
        List<Closed> closed = close(moment);
        List<Changed> changed = other.stream()
                .map(listener -> new Changed(listener.listener(), moment))
                .toList();
        List<Opened> opened = open(newOnes, moment);
        List<ConnectionCount> counts = List.of();
        List<EphemeralCount> ephemeralCounts = List.of();
        if (counting) {
            countedAt = began;
            counts = connections.tell(ended);
            ephemeralCounts = connections.tellEphemeral();
        }
        Optional<Unwatched> unwatched = unwatched(began);
        lookedAt = began;
        trouble = "";
        return new Look(began, unwatched, opened, closed, changed, counts, ephemeralCounts, digest);
    }

    /** Absence is believed when it was seen twice, see {@link dev.portledger.agent.netlink.SockDiag#dump}. */
    private void read(ListenerSet set) throws IOException {
        set.beginLook();
        sources.listeners(set.protocol(), 0, set);
        if (set.someAreMissing()) {
            sources.listeners(set.protocol(), 0, set);
        }
        set.dropMissing();
    }

    private List<Opened> open(List<TrackedListener> newOnes, Moment moment) {
        List<Opened> opened = new ArrayList<>(newOnes.size());
        for (TrackedListener listener : newOnes) {
            digest += listener.digest();
            opened.add(new Opened(listener.listener(), moment));
        }
        tcp.told();
        udp.told();
        return opened;
    }

    private List<Closed> close(Moment moment) {
        List<TrackedListener> gone =
                Stream.concat(tcp.closed().stream(), udp.closed().stream()).toList();
        List<Closed> closed = new ArrayList<>(gone.size());
        for (TrackedListener listener : gone) {
            digest -= listener.digest();
            closed.add(new Closed(listener.key(), moment));
        }
        return closed;
    }

    /** Searches for holders; those of older listeners that changed come back. */
    private List<TrackedListener> search(List<TrackedListener> newOnes) throws IOException {
        tcp.closed().forEach(notSearched::remove);
        udp.closed().forEach(notSearched::remove);
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
        List<TrackedListener> all = tcp.all();
        all.addAll(udp.all());
        return all;
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

    /**
     * Reads one port anew, past every cache; the table and the differences the next look tells are not touched. Where a container
     * is involved its engine is asked anew as well, and waited for, while looks go on.
     *
     * @param port 1 to 65535
     */
    public PortView inspect(Protocol protocol, int port) throws IOException {
        PortView view = inspectNow(protocol, port);
        if (view.listeners().stream().noneMatch(this::concernsEngines)) {
            return view;
        }
        askEngines();
        return inspectNow(protocol, port);
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

    private synchronized PortView inspectNow(Protocol protocol, int port) throws IOException {
        return new PortInspection(sources, holders, devices, netns).inspect(protocol, port, clock, tracked());
    }

    /** What can be seen on this host and what not: {@code sock_diag, holders, cgroup2, engines, netns, bound_inactive, events}. */
    public synchronized List<Facility> facilities() {
        List<Facility> all = new ArrayList<>(sources.facilities());
        all.addAll(holders.facilities());
        all.add(new Facility(
                "netns",
                false,
                "only the agent's own network namespace (" + netns + ") is read",
                Optional.of(
                        "listeners inside of containers that have a network of their own are not seen; those they publish on"
                                + " the host are")));
        all.add(new Facility(
                "events",
                false,
                "changes are found by looking at the whole table every so often",
                Optional.of("what opens and closes between two looks is not seen")));
        return all;
    }

    @Override
    public synchronized void close() {
        sources.close();
        holders.close();
    }
}

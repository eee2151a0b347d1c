package dev.portledger.agent.bind;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.DeviceNames;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.agent.netlink.SockDiag;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Errno;
import dev.portledger.domain.bind.FailedBind;
import dev.portledger.domain.bind.HeldSocket;
import dev.portledger.domain.bind.HostSockets;
import dev.portledger.domain.bind.UnitState;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at one port of a network namespace with the eyes of somebody who wants to bind it. For one thread at a time. */
public final class PortSight implements AutoCloseable {

    /** A search for holders walks all processes, some ten milliseconds: in a flood not each look gets one. */
    private static final Duration SEARCH_EVERY = Duration.ofMillis(100);
    /** So much of it may be used in advance, for a few that fail at once. */
    private static final Duration SEARCH_AHEAD = Duration.ofMillis(500);

    /** A server may have hundreds of workers; the first tell whose they are. */
    private static final int HOLDERS_TOLD = 8;

    private final SockDiag sockDiag;
    private final BoundSocketReader sockets;
    private final HolderFinder holders;
    private final HostSettingsReader settings;
    private final Known known;
    private final InstantSource clock;
    private long searchedUpTo = System.nanoTime();

    /**
     * What somebody else knows.
     *
     * @param holders per socket on a port, so that they need not be searched for; those that are not known are missing
     * @param units what systemd says of units of the system; those it does not answer for are missing
     */
    public record Known(HoldersOnPort holders, Function<Set<String>, List<UnitState>> units) {}

    @FunctionalInterface
    public interface HoldersOnPort {
        Map<SocketId, Holders> on(Protocol protocol, int port);
    }

    private PortSight(
            SockDiag sockDiag,
            BoundSocketReader sockets,
            HolderFinder holders,
            HostSettingsReader settings,
            Known known,
            InstantSource clock) {
        this.sockDiag = sockDiag;
        this.sockets = sockets;
        this.holders = holders;
        this.settings = settings;
        this.known = known;
        this.clock = clock;
    }

    /**
     * @param holders belongs to the sight from here on
     * @throws IOException where sock_diag is refused: without it nothing can be said of a bind
     */
    public static PortSight open(HolderFinder holders, Known known, InstantSource clock) throws IOException {
        SockDiag sockDiag = SockDiag.open();
        try {
            BoundSocketReader sockets = BoundSocketReader.on(sockDiag);
            return new PortSight(sockDiag, sockets, holders, HostSettingsReader.ofThisHost(), known, clock);
        } catch (IOException | RuntimeException e) {
            sockDiag.close();
            throw e;
        }
    }

    /**
     * Looks at the port of an attempt.
     *
     * @param errno what the kernel answered; empty if nobody has tried, or it is not known
     * @param claimant who tried; empty if nobody has
     * @param own the attempt's own socket, which is in nobody's way
     */
    public FailedBind look(
            BindAttempt attempt, Optional<Errno> errno, Optional<Claimant> claimant, Optional<SocketId> own)
            throws IOException {
        return judge(PortGround.read(attempt, sockets, settings, clock), errno, claimant, own);
    }

    /**
     * The same in another network namespace.
     *
     * @param where the namespace; it stays the caller's
     */
    public FailedBind look(
            NetworkNamespace where,
            BindAttempt attempt,
            Optional<Errno> errno,
            Optional<Claimant> claimant,
            Optional<SocketId> own)
            throws IOException {
        PortGround ground = where.visit(() -> {
            try (SockDiag there = SockDiag.open()) {
                return PortGround.read(named(attempt), sockets.alike(there), HostSettingsReader.ofThisThread(), clock);
            }
        });
        return judge(ground, errno, claimant, own);
    }

    /** An event knows the interface of another namespace by its index, see {@link DeviceNames#byIndex}. */
    private static BindAttempt named(BindAttempt attempt) {
        LocalEndpoint endpoint = attempt.endpoint();
        return endpoint.device()
                .map(device -> attempt.on(
                        new LocalEndpoint(endpoint.address(), Optional.of(DeviceNames.here(device)), endpoint.port())))
                .orElse(attempt);
    }

    private FailedBind judge(
            PortGround ground, Optional<Errno> errno, Optional<Claimant> claimant, Optional<SocketId> own)
            throws IOException {
        List<HeldSocket> held = withHolders(ground.attempt(), ground.seen(), own);
        return new FailedBind(
                ground.attempt(),
                errno,
                claimant,
                held,
                ground.seen().sockets().unseen(),
                ground.settings(),
                ground.ephemeral(),
                ground.reserved(),
                known.units().apply(units(held, claimant)));
    }

    private List<HeldSocket> withHolders(BindAttempt attempt, BoundSocketReader.Seen seen, Optional<SocketId> own)
            throws IOException {
        HostSockets all = seen.sockets();
        List<BoundSocket> others = all.sockets().stream()
                .filter(socket -> own.isEmpty() || !socket.id().equals(own))
                .toList();
        Map<SocketId, Holders> found = new HashMap<>(
                known.holders().on(attempt.protocol(), attempt.endpoint().port()));
        boolean allKnown = others.stream()
                .allMatch(socket -> socket.timeWaitOnly()
                        || socket.id().map(found::containsKey).orElse(true));
        if (!allKnown && maySearch()) {
            found.putAll(search(seen.wanted()));
        }
        return LiveFlags.read(others.stream()
                .map(socket -> new HeldSocket(socket, holders(socket, found)))
                .toList());
    }

    private boolean maySearch() {
        long now = System.nanoTime();
        long ahead = Math.max(0, searchedUpTo - now);
        if (ahead > SEARCH_AHEAD.toNanos()) {
            return false;
        }
        searchedUpTo = now + ahead + SEARCH_EVERY.toNanos();
        return true;
    }

    /** A TIME_WAIT entry is the kernel's alone: nobody holds it. */
    private static Holders holders(BoundSocket socket, Map<SocketId, Holders> found) {
        if (socket.timeWaitOnly()) {
            return new Holders.Known(List.of());
        }
        Holders pending = new Holders.Partial(List.of(), HolderGap.SEARCH_PENDING);
        return fewer(socket.id().map(id -> found.getOrDefault(id, pending)).orElse(pending));
    }

    private static Holders fewer(Holders all) {
        return all.list().size() <= HOLDERS_TOLD
                ? all
                : new Holders.Partial(all.list().subList(0, HOLDERS_TOLD), HolderGap.TOO_MANY);
    }

    /** Nobody is a fact when two searches find nobody. */
    private Map<SocketId, Holders> search(Map<SocketId, HolderFinder.Wanted> wanted) throws IOException {
        Map<Long, Holders> byInode = new HashMap<>(holders.everywhere(wanted.values()));
        List<HolderFinder.Wanted> nobody = wanted.values().stream()
                .filter(socket -> isNobody(byInode, socket))
                .toList();
        if (!nobody.isEmpty()) {
            holders.everywhere(nobody)
                    .forEach((inode, second) -> byInode.put(
                            inode, HolderFinder.foundNobody(second) ? new Holders.Known(List.of()) : second));
        }
        if (byInode.values().stream().anyMatch(holders::concernsEngines)) {
            holders.engines().await();
        }
        Map<SocketId, Holders> found = new HashMap<>();
        wanted.forEach((id, socket) -> Optional.ofNullable(byInode.get(socket.inode()))
                .ifPresent(all -> found.put(id, holders.renamed(socket, all))));
        holders.keepOnly(Set.of());
        return found;
    }

    private static boolean isNobody(Map<Long, Holders> byInode, HolderFinder.Wanted socket) {
        return Optional.ofNullable(byInode.get(socket.inode()))
                .filter(HolderFinder::foundNobody)
                .isPresent();
    }

    private static Set<String> units(List<HeldSocket> held, Optional<Claimant> claimant) {
        Stream<Management> managers = Stream.concat(
                held.stream()
                        .flatMap(socket -> socket.holders().list().stream())
                        .map(Holder::management),
                claimant.stream().map(Claimant::management));
        return managers.flatMap(manager ->
                        manager instanceof Management.Unit unit && unit.ofUser().isEmpty()
                                ? Stream.of(unit.name())
                                : Stream.empty())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        sockDiag.close();
        holders.close();
    }
}

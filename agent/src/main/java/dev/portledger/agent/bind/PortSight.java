package dev.portledger.agent.bind;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.DiagRequest;
import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SockDiag;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.BindRule;
import dev.portledger.domain.bind.BindVerdict;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.bind.HostSettings;
import dev.portledger.domain.bind.HostSockets;
import dev.portledger.domain.bind.SocketInTheWay;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Looks at one port of this network namespace with the eyes of somebody who wants to bind it. For one thread at a time. */
public final class PortSight implements AutoCloseable {

    /** A search for holders walks all processes, some ten milliseconds: in a flood not each look gets one. */
    private static final Duration SEARCH_EVERY = Duration.ofMillis(100);

    private final SockDiag sockDiag;
    private final BoundSocketReader sockets;
    private final HolderFinder holders;
    private final HostSettingsReader settings;
    private final KnownHolders known;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private long searchFrom;

    /** Holders that somebody knows already, so that they need not be searched for. */
    @FunctionalInterface
    public interface KnownHolders {
        /** Per socket on the port; those that are not known are missing. */
        Map<SocketId, Holders> on(Protocol protocol, int port);

        KnownHolders NONE = (_, _) -> Map.of();
    }

    /**
     * What a look showed.
     *
     * @param verdict what bind(2) would answer
     * @param inTheWay sockets that are in the way for certain, else those that may be
     * @param settings of the host
     */
    public record View(BindVerdict verdict, List<SocketInTheWay> inTheWay, HostSettings settings) {
        public View {
            inTheWay = List.copyOf(inTheWay);
        }
    }

    private PortSight(
            SockDiag sockDiag,
            BoundSocketReader sockets,
            HolderFinder holders,
            HostSettingsReader settings,
            KnownHolders known,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.sockDiag = sockDiag;
        this.sockets = sockets;
        this.holders = holders;
        this.settings = settings;
        this.known = known;
        this.clock = clock;
        this.nanoTime = nanoTime;
        searchFrom = nanoTime.getAsLong();
    }

    /**
     * @param holders belongs to the sight from here on
     * @throws IOException where sock_diag is refused: without it nothing can be said of a bind
     */
    public static PortSight open(HolderFinder holders, KnownHolders known, InstantSource clock) throws IOException {
        SockDiag sockDiag = SockDiag.open();
        try {
            return new PortSight(
                    sockDiag,
                    BoundSocketReader.on(sockDiag),
                    holders,
                    HostSettingsReader.ofThisHost(),
                    known,
                    clock,
                    System::nanoTime);
        } catch (IOException | RuntimeException e) {
            sockDiag.close();
            throw e;
        }
    }

    /**
     * Looks at the port of an attempt.
     *
     * @param own the attempt's own socket, which is in nobody's way
     */
    public View look(BindAttempt attempt, Optional<SocketId> own) throws IOException {
        HostSockets seen = sockets.read(attempt.protocol(), attempt.endpoint().port(), clock.instant());
        HostSockets others = new HostSockets(
                seen.sockets().stream()
                        .filter(socket -> own.isEmpty() || !socket.id().equals(own))
                        .toList(),
                seen.unseen());
        HostSettings host = settings.read();
        BindVerdict verdict = BindRule.bind(attempt, others, host);
        return new View(verdict, withHolders(attempt, inTheWay(verdict)), host);
    }

    private static List<BoundSocket> inTheWay(BindVerdict verdict) {
        return switch (verdict) {
            case BindVerdict.Succeeds _ -> List.of();
            case BindVerdict.Fails fails ->
                fails.obstacles().stream().map(BindVerdict.Obstacle::socket).toList();
            case BindVerdict.Unknown unknown ->
                unknown.doubts().stream()
                        .flatMap(doubt -> doubt.socket().stream())
                        .toList();
        };
    }

    private List<SocketInTheWay> withHolders(BindAttempt attempt, List<BoundSocket> inTheWay) throws IOException {
        if (inTheWay.isEmpty()) {
            return List.of();
        }
        Map<SocketId, Holders> found = new HashMap<>(
                known.on(attempt.protocol(), attempt.endpoint().port()));
        List<BoundSocket> open = inTheWay.stream()
                .filter(socket -> !socket.timeWaitOnly())
                .filter(socket -> !socket.id().map(found::containsKey).orElse(true))
                .toList();
        if (!open.isEmpty() && nanoTime.getAsLong() - searchFrom >= 0) {
            searchFrom = nanoTime.getAsLong() + SEARCH_EVERY.toNanos();
            found.putAll(search(attempt));
        }
        return inTheWay.stream()
                .map(socket -> new SocketInTheWay(socket, holders(socket, found)))
                .toList();
    }

    /** A TIME_WAIT entry is the kernel's alone: nobody holds it. */
    private static Holders holders(BoundSocket socket, Map<SocketId, Holders> found) {
        if (socket.timeWaitOnly()) {
            return new Holders.Known(List.of());
        }
        Holders pending = new Holders.Partial(List.of(), HolderGap.SEARCH_PENDING);
        return socket.id().map(id -> found.getOrDefault(id, pending)).orElse(pending);
    }

    private Map<SocketId, Holders> search(BindAttempt attempt) throws IOException {
        Map<SocketId, HolderFinder.Wanted> wanted = new HashMap<>();
        RowSink inodes = new RowSink() {
            @Override
            public void row(SocketRow row) {
                row.inode()
                        .ifPresent(inode -> wanted.put(
                                row.id(),
                                new HolderFinder.Wanted(
                                        inode, row.cgroupId().stream().boxed().findFirst())));
            }
        };
        for (DiagRequest request : requests(attempt)) {
            sockDiag.dump(request, inodes);
        }
        Map<Long, Holders> byInode = holders.everywhere(wanted.values());
        Map<SocketId, Holders> found = new HashMap<>();
        wanted.forEach((id, socket) -> found.put(
                id,
                byInode.getOrDefault(
                        socket.inode(), new Holders.Partial(List.of(), HolderGap.CHANGED_WHILE_READING))));
        return found;
    }

    private static List<DiagRequest> requests(BindAttempt attempt) {
        int port = attempt.endpoint().port();
        if (attempt.protocol() == Protocol.TCP) {
            return List.of(DiagRequest.tcp(BoundSocketReader.TCP_STATES, port));
        }
        List<DiagRequest> each = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            each.add(new DiagRequest(Protocol.UDP, Optional.of(family), BoundSocketReader.UDP_STATES, port));
        }
        return each;
    }

    /** Processes whose descriptions are worth keeping are those found last; all others are forgotten. */
    public void forget() {
        holders.keepOnly(Set.of());
    }

    @Override
    public void close() {
        sockDiag.close();
        holders.close();
    }
}

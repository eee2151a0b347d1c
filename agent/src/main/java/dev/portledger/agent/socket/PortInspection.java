package dev.portledger.agent.socket;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one port anew, beside the table. */
final class PortInspection {

    private final Sources sources;
    private final HolderFinder holders;
    private final DeviceCache devices;
    private final long netns;

    PortInspection(Sources sources, HolderFinder holders, DeviceCache devices, long netns) {
        this.sources = sources;
        this.holders = holders;
        this.devices = devices;
        this.netns = netns;
    }

    PortView inspect(Protocol protocol, int port, HostClock clock, List<TrackedListener> table) throws IOException {
        ListenerSet fresh = new ListenerSet(netns, protocol, devices);
        read(fresh, port);
        if (search(fresh.all())) {
            // nobody was found to hold some socket: it is about to go, or it belongs to the kernel
            read(fresh, port);
            search(fresh.all());
        }
        Instant at = clock.instant();
        List<Listener> listeners =
                fresh.all().stream().map(TrackedListener::listener).toList();
        return new PortView(at, listeners, connections(protocol, port, at), related(protocol, port, listeners, table));
    }

    private void read(ListenerSet fresh, int port) throws IOException {
        fresh.beginLook();
        sources.listeners(fresh.protocol(), port, fresh);
        fresh.dropMissing();
    }

    /** Whether the search found nobody for one of them. */
    private boolean search(List<TrackedListener> listeners) throws IOException {
        Map<Long, Holders> found = holders.everywhere(listeners.stream()
                .flatMap(listener -> listener.wanted().stream())
                .toList());
        boolean nobody = false;
        for (TrackedListener listener : listeners) {
            listener.wanted().map(wanted -> found.get(wanted.inode())).ifPresent(listener::take);
            nobody |= !listener.isSearched();
        }
        return nobody;
    }

    private List<ConnectionCount> connections(Protocol protocol, int port, Instant at) throws IOException {
        if (protocol == Protocol.UDP) {
            return List.of();
        }
        ConnectionTally tally = new ConnectionTally(netns, anyPort -> false, devices);
        sources.connections(port, tally);
        return tally.all(at);
    }

    private static List<Listener> related(
            Protocol protocol, int port, List<Listener> listeners, List<TrackedListener> table) {
        Set<Object> ties = listeners.stream().flatMap(PortInspection::ties).collect(Collectors.toSet());
        return table.stream()
                .map(TrackedListener::listener)
                .filter(other -> other.key().protocol() != protocol
                        || other.key().endpoint().port() != port)
                .filter(other -> ties(other).anyMatch(ties::contains))
                .toList();
    }

    /** What a stop of this listener would act on: its processes, and their units and containers. */
    private static Stream<Object> ties(Listener listener) {
        return listener.holders().list().stream().flatMap(holder -> switch (holder.management()) {
            case Management.Unit unit -> Stream.of(holder.process(), unit);
            case Management.Container container -> Stream.of(holder.process(), container.id());
            case Management.Unmanaged _, Management.Unknown _ -> Stream.of(holder.process());
        });
    }
}

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
import java.util.Optional;
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
        Fresh fresh = new Fresh(protocol, port);
        fresh.read();
        if (search(fresh.all())) {
            // nobody was found to hold some socket: it is about to go, or it belongs to the kernel
            fresh.read();
            search(fresh.all());
        }
        Instant at = clock.instant();
        List<Listener> all = fresh.all().stream().map(TrackedListener::listener).toList();
        return new PortView(
                at,
                all.stream().filter(listener -> listener.state().isEmpty()).toList(),
                connections(protocol, port, at),
                related(protocol, port, all, table),
                protocol == Protocol.TCP && !sources.showsBoundInactive()
                        ? Optional.empty()
                        : Optional.of(all.stream()
                                .filter(listener -> listener.state().isPresent())
                                .toList()));
    }

    /** What is on the port, read once or again. */
    private final class Fresh {
        private final int port;
        private final ListenerSet listening;
        private final ListenerSet bound;

        Fresh(Protocol protocol, int port) {
            this.port = port;
            listening = new ListenerSet(netns, protocol, devices);
            bound = new ListenerSet(netns, protocol, devices);
        }

        /** Bound ones first: a socket on its way from bind to listen is then seen in one of the two at least. */
        void read() throws IOException {
            bound.beginLook();
            if (bound.protocol() == Protocol.TCP) {
                sources.boundInactive(port, bound);
            }
            bound.dropMissing();
            listening.beginLook();
            sources.listeners(listening.protocol(), port, listening);
            listening.dropMissing();
        }

        /** The listeners, and of the bound ones those that do not listen by now. */
        List<TrackedListener> all() {
            List<TrackedListener> all = listening.all();
            Set<Long> listen = all.stream().map(TrackedListener::sourceKey).collect(Collectors.toSet());
            bound.all().stream()
                    .filter(one -> !listen.contains(one.sourceKey()))
                    .forEach(all::add);
            return all;
        }
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

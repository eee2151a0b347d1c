package dev.portledger.agent.socket;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.Management;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one port anew in some network namespaces, beside the table. */
final class PortInspection {

    private final List<Realm> realms;
    private final HolderFinder holders;
    private final boolean showsBoundInactive;

    /** @param showsBoundInactive see {@link Sources#showsBoundInactive} */
    PortInspection(List<Realm> realms, HolderFinder holders, boolean showsBoundInactive) {
        this.realms = realms;
        this.holders = holders;
        this.showsBoundInactive = showsBoundInactive;
    }

    PortView inspect(Protocol protocol, int port, HostClock clock, List<TrackedListener> table) throws IOException {
        List<Fresh> fresh =
                realms.stream().map(realm -> new Fresh(realm, protocol, port)).toList();
        if (search(read(fresh))) {
            // nobody was found to hold some socket: it is about to go, or it belongs to the kernel
            search(read(fresh));
        }
        Instant at = clock.instant();
        List<Listener> all = all(fresh).stream().map(TrackedListener::listener).toList();
        return new PortView(
                at,
                all.stream().filter(listener -> listener.state().isEmpty()).toList(),
                connections(protocol, port, at),
                related(protocol, port, all, table),
                protocol == Protocol.TCP && !showsBoundInactive
                        ? Optional.empty()
                        : Optional.of(all.stream()
                                .filter(listener -> listener.state().isPresent())
                                .toList()));
    }

    private static List<TrackedListener> read(List<Fresh> fresh) throws IOException {
        for (Fresh each : fresh) {
            each.read();
        }
        return all(fresh);
    }

    private static List<TrackedListener> all(List<Fresh> fresh) {
        return fresh.stream().flatMap(each -> each.all().stream()).toList();
    }

    /** What is on the port in one namespace, read once or again. */
    private static final class Fresh {
        private final int port;
        private final Realm realm;
        private final ListenerSet listening;
        private final ListenerSet bound;

        Fresh(Realm realm, Protocol protocol, int port) {
            this.port = port;
            this.realm = realm;
            listening = new ListenerSet(realm.netns(), protocol, realm.devices());
            bound = new ListenerSet(realm.netns(), protocol, realm.devices());
        }

        /** Bound ones first: a socket on its way from bind to listen is then seen in one of the two at least. */
        void read() throws IOException {
            bound.beginLook();
            if (bound.protocol() == Protocol.TCP) {
                realm.tcp().boundInactive(port, bound);
            }
            bound.dropMissing();
            listening.beginLook();
            (listening.protocol() == Protocol.TCP ? realm.tcp() : realm.udp())
                    .listeners(listening.protocol(), port, listening);
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
        List<ConnectionCount> all = new ArrayList<>();
        for (Realm realm : realms) {
            ConnectionTally tally = new ConnectionTally(realm.netns(), anyPort -> false, realm.devices());
            realm.tcp().connections(port, tally);
            all.addAll(tally.all(at));
        }
        return all;
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

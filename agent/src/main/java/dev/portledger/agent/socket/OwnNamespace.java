package dev.portledger.agent.socket;

import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The listeners of the network namespace the agent runs in, read as {@link ReadingPace} asks. */
final class OwnNamespace {

    private final Sources sources;
    private final ListenerSet tcp;
    private final ListenerSet udp;
    private final ReadingPace tcpPace;
    private final ReadingPace udpPace;

    /**
     * @param netns its inode number
     * @param nanoTime paces the readings
     */
    OwnNamespace(long netns, Sources sources, DeviceCache devices, LongSupplier nanoTime) {
        this.sources = sources;
        tcp = new ListenerSet(netns, Protocol.TCP, devices);
        udp = new ListenerSet(netns, Protocol.UDP, devices);
        tcpPace = new ReadingPace(ReadingPace.TCP, nanoTime);
        udpPace = new ReadingPace(ReadingPace.UDP, nanoTime);
    }

    /** A listener may have come or gone. From any thread. */
    void heard() {
        tcpPace.heard();
        udpPace.heard();
    }

    void expectEvents() {
        tcpPace.expectEvents();
        udpPace.expectEvents();
    }

    boolean areEventsExpected() {
        return tcpPace.areEventsExpected();
    }

    /**
     * Reads what is due.
     *
     * @return whether anything was
     */
    boolean look() throws IOException {
        boolean tcpRead = read(tcp, tcpPace);
        boolean udpRead = read(udp, udpPace);
        return tcpRead || udpRead;
    }

    /** Absence is believed when it was seen twice, see {@link dev.portledger.agent.netlink.SockDiag#dump}. */
    private boolean read(ListenerSet set, ReadingPace pace) throws IOException {
        if (!pace.beginLook()) {
            return false;
        }
        set.beginLook();
        sources.listeners(set.protocol(), 0, set);
        if (set.someAreMissing()) {
            sources.listeners(set.protocol(), 0, set);
        }
        set.dropMissing();
        return true;
    }

    /** TCP listeners that came since {@link #told}. */
    List<TrackedListener> openedTcp() {
        return tcp.opened();
    }

    /** TCP listeners that went since {@link #told}. */
    List<TrackedListener> closedTcp() {
        return tcp.closed();
    }

    /** Listeners that came since {@link #told}. */
    List<TrackedListener> opened() {
        return Stream.concat(tcp.opened().stream(), udp.opened().stream()).toList();
    }

    /** Listeners that went since {@link #told}. */
    List<TrackedListener> closed() {
        return Stream.concat(tcp.closed().stream(), udp.closed().stream()).toList();
    }

    /** What came and went has been told. */
    void told() {
        tcp.told();
        udp.told();
    }

    List<TrackedListener> all() {
        List<TrackedListener> all = tcp.all();
        all.addAll(udp.all());
        return all;
    }

    /** When a listener came or went, if no event says it: since the last reading before this look. */
    Moment.BetweenLooks moment(Protocol protocol, Instant ended) {
        ReadingPace pace = protocol == Protocol.TCP ? tcpPace : udpPace;
        return new Moment.BetweenLooks(Optional.ofNullable(pace.readAt()), ended);
    }

    /**
     * The look has succeeded.
     *
     * @return up to when it is complete
     */
    Instant endLook(Instant began) {
        Instant tcpUpTo = tcpPace.endLook(began);
        Instant udpUpTo = udpPace.endLook(began);
        return tcpUpTo.isBefore(udpUpTo) ? tcpUpTo : udpUpTo;
    }
}

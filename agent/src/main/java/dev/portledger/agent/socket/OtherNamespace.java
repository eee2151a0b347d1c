package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.DeviceNames;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The listeners of one network namespace that is not the agent's own. */
final class OtherNamespace implements AutoCloseable {

    private final NetworkNamespace namespace;
    private final ListenerSet tcp;
    private final ListenerSet udp;
    private final DeviceCache devices;
    private SockDiagSource source;
    private List<Integer> processes;
    private boolean tried;
    private long triedAt;
    private boolean called = true;
    private @Nullable Instant lookedAt;
    private @Nullable Instant toldUpTo;

    private OtherNamespace(NetworkNamespace namespace, SockDiagSource source, List<Integer> processes) {
        this.namespace = namespace;
        this.source = source;
        this.processes = processes;
        devices = new DeviceCache(this::deviceName);
        tcp = new ListenerSet(namespace.inode(), Protocol.TCP, devices);
        udp = new ListenerSet(namespace.inode(), Protocol.UDP, devices);
    }

    /**
     * @param netns inode number
     * @param processes some that are in it
     * @param model whose buffers are used
     */
    static OtherNamespace open(long netns, List<Integer> processes, SockDiagSource model) throws IOException {
        NetworkNamespace namespace = NetworkNamespace.of(processes.getFirst(), netns);
        try {
            return new OtherNamespace(namespace, model.in(namespace), processes);
        } catch (IOException | RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    long netns() {
        return namespace.inode();
    }

    List<Integer> processes() {
        return processes;
    }

    void processes(List<Integer> now) {
        processes = now;
    }

    /** Something has happened in it. */
    void call() {
        called = true;
    }

    boolean isCalled() {
        return called;
    }

    /** Whether it has been read or tried to be. */
    boolean wasTried() {
        return tried;
    }

    /** {@link System#nanoTime} of the last try, or something like it; of no meaning before the first. */
    long triedAt() {
        return triedAt;
    }

    /**
     * Reads it. A failure leaves the listeners as they were.
     *
     * @param at when the look began
     * @param nanos the same, as paces are measured
     * @param model whose buffers are used
     */
    void read(Instant at, long nanos, SockDiagSource model) throws IOException {
        tried = true;
        triedAt = nanos;
        called = false;
        devices.forget();
        try {
            read(tcp);
            read(udp);
        } catch (IOException e) {
            source.close(); // a broken one is of no more use
            source = model.in(namespace);
            throw e;
        }
        lookedAt = at;
    }

    private void read(ListenerSet set) throws IOException {
        set.beginLook();
        source.listeners(set.protocol(), 0, set);
        if (set.someAreMissing()) {
            source.listeners(set.protocol(), 0, set);
        }
        set.dropMissing();
    }

    /** Nobody is in it any more, so nobody can reach what is left of it. */
    void leave(Instant at) {
        for (ListenerSet set : List.of(tcp, udp)) {
            set.beginLook();
            set.dropMissing();
        }
        lookedAt = at;
        close();
    }

    List<TrackedListener> opened() {
        return tcp.opened().isEmpty() && udp.opened().isEmpty() ? List.of() : both(tcp.opened(), udp.opened());
    }

    List<TrackedListener> closed() {
        return tcp.closed().isEmpty() && udp.closed().isEmpty() ? List.of() : both(tcp.closed(), udp.closed());
    }

    List<TrackedListener> all() {
        return both(tcp.all(), udp.all());
    }

    private static List<TrackedListener> both(List<TrackedListener> some, List<TrackedListener> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    boolean has(Protocol protocol, int port) {
        return (protocol == Protocol.TCP ? tcp : udp).all().stream().anyMatch(listener -> listener.port() == port);
    }

    /** When what is to be told has happened, if no event says it: since it was looked at before. */
    Moment moment(Instant ended) {
        return new Moment.BetweenLooks(Optional.ofNullable(toldUpTo), ended);
    }

    void told() {
        tcp.told();
        udp.told();
        toldUpTo = lookedAt;
    }

    Realm realm() {
        return new Realm(netns(), devices, source, source);
    }

    NetworkNamespace share() throws IOException {
        return namespace.again();
    }

    private String deviceName(int index) {
        try {
            return namespace.visit(() -> DeviceNames.name(index));
        } catch (IOException e) {
            return DeviceNames.byIndex(index);
        }
    }

    @Override
    public void close() {
        source.close();
        namespace.close();
    }
}

package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.socket.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one protocol, by the number their source knows them by. A look marks what it sees; what it does not
 * mark is missing. Seeing what is known already makes no garbage: the table is open addressing over an array, half
 * empty at least, with a step of one.
 */
final class ListenerSet implements RowSink {

    private final long netns;
    private final Protocol protocol;
    private final DeviceCache devices;
    private @Nullable TrackedListener[] slots = new TrackedListener[64];
    private int size;
    private int marked;
    private int look;
    private final List<TrackedListener> opened = new ArrayList<>();
    private final List<TrackedListener> closed = new ArrayList<>();

    ListenerSet(long netns, Protocol protocol, DeviceCache devices) {
        this.netns = netns;
        this.protocol = protocol;
        this.devices = devices;
    }

    Protocol protocol() {
        return protocol;
    }

    /** A look begins: nothing is marked. A second reading within the same look adds to the marks. */
    void beginLook() {
        look++;
        marked = 0;
    }

    @Override
    public void row(SocketRow row) {
        if (row.port() == 0 || row.key() == 0) {
            return; // not bound, and so in nobody's way
        }
        int at = find(row.key());
        TrackedListener known = slots[at];
        if (known != null && !known.isAt(row)) {
            remove(at);
            leave(known);
            if (known.wasSeen(look)) {
                marked--;
            }
            known = null;
            at = find(row.key());
        }
        if (known == null) {
            known = new TrackedListener(netns, protocol, row, devices);
            slots[at] = known;
            opened.add(known);
            if (++size * 2 > slots.length) {
                grow();
            }
        }
        if (!known.wasSeen(look)) {
            known.markSeen(look);
            marked++;
        }
    }

    /** Whether listeners that were there have not been seen in this look. */
    boolean someAreMissing() {
        return marked < size;
    }

    /** Removes the missing ones: they are closed. */
    void dropMissing() {
        if (!someAreMissing()) {
            return;
        }
        for (TrackedListener known : all()) {
            if (!known.wasSeen(look)) {
                remove(find(known.sourceKey()));
                leave(known);
            }
        }
    }

    /** One that was never told of as opened leaves without a word. */
    private void leave(TrackedListener known) {
        if (!opened.remove(known)) {
            closed.add(known);
        }
    }

    /** Listeners that came since {@link #told}. */
    List<TrackedListener> opened() {
        return opened;
    }

    /** Listeners that went since {@link #told}. */
    List<TrackedListener> closed() {
        return closed;
    }

    /** What came and went has been told. */
    void told() {
        opened.clear();
        closed.clear();
    }

    int size() {
        return size;
    }

    List<TrackedListener> all() {
        List<TrackedListener> all = new ArrayList<>(size);
        for (TrackedListener known : slots) {
            if (known != null) {
                all.add(known);
            }
        }
        return all;
    }

    /** The slot of a key, or the empty one where it would go. */
    private int find(long key) {
        int mask = slots.length - 1;
        int at = home(key, mask);
        TrackedListener known;
        while ((known = slots[at]) != null && known.sourceKey() != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    /** Empties a slot and moves the ones behind it up, so that each stays reachable from its home. */
    private void remove(int slot) {
        int mask = slots.length - 1;
        int hole = slot;
        slots[hole] = null;
        size--;
        TrackedListener next;
        for (int at = (hole + 1) & mask; (next = slots[at]) != null; at = (at + 1) & mask) {
            int home = home(next.sourceKey(), mask);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                slots[hole] = next;
                slots[at] = null;
                hole = at;
            }
        }
    }

    private void grow() {
        @Nullable TrackedListener[] before = slots;
        slots = Arrays.copyOf(new TrackedListener[0], before.length * 2);
        for (TrackedListener known : before) {
            if (known != null) {
                slots[find(known.sourceKey())] = known;
            }
        }
    }
}

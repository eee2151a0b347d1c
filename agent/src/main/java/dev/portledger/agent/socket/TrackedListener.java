package dev.portledger.agent.socket;

import dev.portledger.agent.holder.HolderFinder;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Backlog;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.socket.TcpState;
import java.util.List;
import java.util.Optional;

/** A listener of the table, with the raw numbers by which it is recognised without making anything. */
final class TrackedListener {

    private final IpFamily family;
    private final long high;
    private final long low;
    private final int port;
    private final int device;
    private final long sourceKey;
    private final long digest;
    private Listener listener;
    private boolean searched;
    private boolean foundNobody;
    private int seen;

    TrackedListener(long netns, Protocol protocol, SocketRow row, DeviceCache devices) {
        family = row.family();
        high = row.addressHigh();
        low = row.addressLow();
        port = row.port();
        device = row.device();
        sourceKey = row.key();
        IpAddress address = new IpAddress(family, high, low);
        LocalEndpoint endpoint = new LocalEndpoint(address, devices.name(device), port);
        SocketKey key = new SocketKey(netns, protocol, endpoint, row.id());
        digest = TableDigest.of(key);
        Optional<Long> inode = row.inode().stream().boxed().findFirst();
        boolean inactive = protocol == Protocol.TCP && row.state() == TcpState.CLOSE.number();
        Optional<Backlog> backlog = protocol == Protocol.TCP && !inactive
                ? row.sendQueue().stream()
                        .mapToObj(limit -> new Backlog(row.receiveQueue(), limit))
                        .findFirst()
                : Optional.empty();
        searched = inode.isEmpty();
        listener = new Listener(
                key,
                row.v6Only(),
                row.uid(),
                inode,
                backlog,
                row.cgroupId().stream().boxed().findFirst(),
                new Holders.Partial(List.of(), inode.isEmpty() ? HolderGap.NO_INODE : HolderGap.SEARCH_PENDING),
                inactive ? Optional.of(TcpState.BOUND_INACTIVE) : Optional.empty());
    }

    /** Whether a row of the same key is this socket on this endpoint; a UDP socket may be bound anew. */
    boolean isAt(SocketRow row) {
        return port == row.port()
                && low == row.addressLow()
                && high == row.addressHigh()
                && device == row.device()
                && family == row.family();
    }

    /** Notes the look that has seen it. */
    void markSeen(int look) {
        seen = look;
    }

    boolean wasSeen(int look) {
        return seen == look;
    }

    long sourceKey() {
        return sourceKey;
    }

    int port() {
        return port;
    }

    Listener listener() {
        return listener;
    }

    SocketKey key() {
        return listener.key();
    }

    /** What it adds to the digest of the table. */
    long digest() {
        return digest;
    }

    /** Whether everybody has been asked who holds it; false also when nobody was found and that is to be confirmed. */
    boolean isSearched() {
        return searched;
    }

    /** What to search for; empty for a socket without inode. */
    Optional<HolderFinder.Wanted> wanted() {
        return listener.inode().map(inode -> wanted(listener, inode));
    }

    private static HolderFinder.Wanted wanted(Listener listener, long inode) {
        SocketKey key = listener.key();
        return new HolderFinder.Wanted(inode, listener.cgroupId(), key.protocol(), key.endpoint());
    }

    /**
     * Takes the same holders by other names.
     *
     * @return whether they are managed by others than before
     */
    boolean rename(Holders renamed) {
        Holders before = listener.holders();
        listener = listener.withHolders(renamed);
        return !HolderComparison.same(before, renamed);
    }

    /**
     * Takes the holders a search has found.
     *
     * @return whether they are other ones than before, or are known better
     */
    boolean take(Holders found) {
        boolean nobody = HolderFinder.foundNobody(found);
        searched = !(found instanceof Holders.Partial partial && partial.gap() == HolderGap.SEARCH_PENDING)
                && (!nobody || foundNobody);
        boolean wait = nobody && !foundNobody && !listener.holders().list().isEmpty();
        foundNobody = nobody;
        if (wait) {
            return false; // most likely the socket is gone with its process, which the next look will tell
        }
        Holders before = listener.holders();
        Holders now = nobody && searched ? new Holders.Known(List.of()) : found;
        listener = listener.withHolders(now);
        return !HolderComparison.same(before, now);
    }
}

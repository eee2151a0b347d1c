package dev.portledger.agent.uplink;

import dev.portledger.agent.socket.Look;
import dev.portledger.agent.socket.TableState;
import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Delta;
import dev.portledger.domain.frame.AgentFrame.Numbered;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.AgentFrame.Snapshot;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Cuts snapshots and deltas into frames that keep {@link FrameLimits}. */
final class FrameParts {

    /** Counts are of known size: addresses, a device name, numbers. */
    private static final int COUNT_BYTES = 350;

    /** What is left of a frame for its lists. */
    private static final int LIST_BYTES = FrameLimits.MAX_FRAME_BYTES - 4_096;

    private FrameParts() {}

    /** A frame that waits for its position, and the digest of the server's table once it is applied. */
    record Part(Function<Position, Numbered> frame, long digest) {}

    static List<Part> snapshot(TableState table, UUID bootId) {
        Pages pages = new Pages();
        for (Listener listener : table.listeners()) {
            Listener fitting = ListenerSize.fit(listener);
            pages.withListener(ListenerSize.bytes(fitting)).listeners.add(fitting);
        }
        table.connections().forEach(count -> pages.with(COUNT_BYTES).connections.add(count));
        table.ephemeral().forEach(count -> pages.with(COUNT_BYTES).ephemeral.add(count));
        List<Part> parts = new ArrayList<>();
        long listed = 0;
        for (Page page : pages.all) {
            int number = parts.size();
            boolean last = page == pages.all.getLast();
            listed += page.listeners.stream()
                    .mapToLong(listener -> TableDigest.of(listener.key()))
                    .sum();
            parts.add(new Part(
                    position -> new Snapshot(
                            position,
                            bootId,
                            number,
                            last,
                            table.at(),
                            page.listeners,
                            page.connections,
                            page.ephemeral,
                            table.digest()),
                    listed));
        }
        return parts;
    }

    /**
     * Closed sockets come first, since an opened one may be on the same endpoint; but one that has opened and closed is told in
     * that order, in one frame or two.
     */
    static List<Part> delta(Look look) {
        Pages pages = new Pages();
        long digest = look.digest();
        Set<SocketKey> openedKeys =
                look.opened().stream().map(opened -> opened.listener().key()).collect(Collectors.toSet());
        for (Closed closed : look.closed()) {
            if (!openedKeys.contains(closed.key())) {
                pages.withListener(COUNT_BYTES).closed.add(closed);
            }
            digest += TableDigest.of(closed.key());
        }
        for (Opened opened : look.opened()) {
            Listener fitting = ListenerSize.fit(opened.listener());
            pages.withListener(ListenerSize.bytes(fitting)).opened.add(new Opened(fitting, opened.when()));
            digest -= TableDigest.of(fitting.key());
        }
        for (Closed closed : look.closed()) {
            if (openedKeys.contains(closed.key())) {
                pages.withListener(COUNT_BYTES).closed.add(closed);
            }
        }
        for (Changed changed : look.changed()) {
            Listener fitting = ListenerSize.fit(changed.listener());
            pages.withListener(ListenerSize.bytes(fitting)).changed.add(new Changed(fitting, changed.when()));
        }
        look.connections().forEach(count -> pages.with(COUNT_BYTES).connections.add(count));
        look.ephemeral().forEach(count -> pages.with(COUNT_BYTES).ephemeral.add(count));
        List<Part> parts = new ArrayList<>();
        for (Page page : pages.all) {
            for (Closed closed : page.closed) {
                digest -= TableDigest.of(closed.key());
            }
            for (Opened opened : page.opened) {
                digest += TableDigest.of(opened.listener().key());
            }
            long after = digest;
            parts.add(new Part(
                    position -> new Delta(
                            position,
                            look.at(),
                            page.opened,
                            page.closed,
                            page.changed,
                            page.connections,
                            page.ephemeral,
                            after),
                    after));
        }
        return parts;
    }

    /** What goes into one frame. */
    private static final class Page {
        private final List<Listener> listeners = new ArrayList<>();
        private final List<Opened> opened = new ArrayList<>();
        private final List<Closed> closed = new ArrayList<>();
        private final List<Changed> changed = new ArrayList<>();
        private final List<ConnectionCount> connections = new ArrayList<>();
        private final List<EphemeralCount> ephemeral = new ArrayList<>();
        private int listenerCount;
        private int bytes;
    }

    private static final class Pages {
        private final List<Page> all = new ArrayList<>(List.of(new Page()));

        /** The page that has room for so much more. */
        Page with(int bytes) {
            if (all.getLast().bytes + bytes > LIST_BYTES) {
                all.add(new Page());
            }
            all.getLast().bytes += bytes;
            return all.getLast();
        }

        Page withListener(int bytes) {
            if (all.getLast().listenerCount == FrameLimits.MAX_LISTENERS_PER_FRAME) {
                all.add(new Page());
            }
            Page page = with(bytes);
            page.listenerCount++;
            return page;
        }
    }
}

package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.EphemeralCount;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.TcpState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Counts connections by local endpoint and state. Those on ports that {@code together} names are counted as one per state.
 * Endpoints that are known already make no garbage.
 */
final class ConnectionTally implements RowSink {

    /** TIME_WAIT, and the states of a connection that one side has closed. */
    static final Set<TcpState> STATES = EnumSet.of(
            TcpState.TIME_WAIT,
            TcpState.FIN_WAIT1,
            TcpState.FIN_WAIT2,
            TcpState.CLOSE_WAIT,
            TcpState.LAST_ACK,
            TcpState.CLOSING);

    private static final int MASK = STATES.stream().mapToInt(TcpState::mask).sum();

    private final long netns;
    private final IntPredicate together;
    private final DeviceCache devices;
    private final Map<Place, Count> counts = new HashMap<>();
    private final Place probe = new Place();
    private final int[] togetherByState = new int[32];
    private final int[] toldTogether = new int[32];

    ConnectionTally(long netns, IntPredicate together, DeviceCache devices) {
        this.netns = netns;
        this.together = together;
        this.devices = devices;
    }

    @Override
    public void begin() {
        for (Count count : counts.values()) {
            count.connections = 0;
            count.expiresMillis = 0;
        }
        Arrays.fill(togetherByState, 0);
    }

    @Override
    public void row(SocketRow row) {
        int state = row.state();
        if (row.port() == 0 || state < 0 || state >= togetherByState.length || (MASK & 1 << state) == 0) {
            return;
        }
        if (together.test(row.port())) {
            togetherByState[state]++;
            return;
        }
        probe.set(row);
        Count count = counts.get(probe);
        if (count == null) {
            count = new Count();
            counts.put(new Place(probe), count);
        }
        count.connections++;
        count.expiresMillis = Math.max(count.expiresMillis, row.expiresMillis());
    }

    /** Every count above zero, exact, as of the last reading. */
    List<ConnectionCount> all(Instant at) {
        List<ConnectionCount> all = new ArrayList<>();
        counts.forEach((place, count) -> {
            if (count.connections > 0) {
                all.add(place.count(count.connections, leaves(place, count, at)));
            }
        });
        return all;
    }

    /** The counts that changed enough since they were told last; they are told now. */
    List<ConnectionCount> tell(Instant at) {
        List<ConnectionCount> changed = new ArrayList<>();
        counts.entrySet().removeIf(entry -> {
            Place place = entry.getKey();
            Count count = entry.getValue();
            Optional<Instant> leaves = leaves(place, count, at);
            if (count.told.changed(count.connections, leaves, at)) {
                ConnectionCount told = place.count(count.connections, leaves);
                count.told = new Told(count.connections, leaves, at, Optional.of(told));
                changed.add(told);
            }
            return count.connections == 0;
        });
        return changed;
    }

    List<EphemeralCount> tellEphemeral() {
        List<EphemeralCount> changed = new ArrayList<>();
        for (TcpState state : STATES) {
            int now = togetherByState[state.number()];
            int told = toldTogether[state.number()];
            if (Told.bucket(now) != Told.bucket(told)) {
                toldTogether[state.number()] = now;
                changed.add(new EphemeralCount(netns, state, now));
            }
        }
        return changed;
    }

    /** The counts above zero as they were told last. */
    List<ConnectionCount> told() {
        return counts.values().stream()
                .flatMap(count -> count.told.last().stream())
                .toList();
    }

    List<EphemeralCount> toldEphemeral() {
        return STATES.stream()
                .filter(state -> toldTogether[state.number()] > 0)
                .map(state -> new EphemeralCount(netns, state, toldTogether[state.number()]))
                .toList();
    }

    private static Optional<Instant> leaves(Place place, Count count, Instant at) {
        return place.state == TcpState.TIME_WAIT.number() && count.connections > 0
                ? Optional.of(at.plusMillis(count.expiresMillis))
                : Optional.empty();
    }

    private static final class Count {
        private int connections;
        private long expiresMillis;
        private Told told = Told.NOTHING;
    }

    /** Endpoint and state as raw numbers; mutable, so that one of them can look up all the others. */
    private final class Place {
        private IpFamily family = IpFamily.IPV4;
        private long high;
        private long low;
        private int device;
        private int port;
        private int state;

        private Place() {}

        private Place(Place other) {
            family = other.family;
            high = other.high;
            low = other.low;
            device = other.device;
            port = other.port;
            state = other.state;
        }

        private void set(SocketRow row) {
            family = row.family();
            high = row.addressHigh();
            low = row.addressLow();
            device = row.device();
            port = row.port();
            state = row.state();
        }

        private ConnectionCount count(int connections, Optional<Instant> leaves) {
            LocalEndpoint endpoint = new LocalEndpoint(new IpAddress(family, high, low), devices.name(device), port);
            return new ConnectionCount(netns, endpoint, TcpState.of(state).orElseThrow(), connections, leaves);
        }

        @Override
        public int hashCode() {
            long mixed = (high * 31 + low) * 31 + ((long) port << 8) + state + device * 7919L;
            return Long.hashCode(mixed * 0x9E37_79B9_7F4A_7C15L);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place
                    && port == place.port
                    && low == place.low
                    && high == place.high
                    && state == place.state
                    && device == place.device
                    && family == place.family;
        }
    }
}

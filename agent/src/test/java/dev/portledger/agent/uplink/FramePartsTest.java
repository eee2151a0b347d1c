package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.socket.Look;
import dev.portledger.domain.frame.AgentFrame.Closed;
import dev.portledger.domain.frame.AgentFrame.Delta;
import dev.portledger.domain.frame.AgentFrame.Opened;
import dev.portledger.domain.frame.FrameLimits;
import dev.portledger.domain.frame.Moment;
import dev.portledger.domain.frame.Position;
import dev.portledger.domain.frame.TableDigest;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FramePartsTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Moment WHEN = new Moment.Event(AT);

    private static Listener listener(int number) {
        SocketKey key = new SocketKey(
                1, Protocol.TCP, new LocalEndpoint(IpAddress.ANY_IPV4, number), new SocketId.Cookie(number));
        return new Listener(
                key,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Holders.Partial(List.of(), HolderGap.CHANGED_WHILE_READING));
    }

    private static List<Opened> opened(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> new Opened(listener(number), WHEN))
                .toList();
    }

    private static List<Closed> closed(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> new Closed(listener(number).key(), WHEN))
                .toList();
    }

    /** 1 to 500 were there and go; 501 to 1500 come, and of those all above 900 are gone again. */
    @Test
    void framesAppliedInOrderGiveTheTableEachOfThemSays() {
        int most = FrameLimits.MAX_LISTENERS_PER_FRAME;
        List<Closed> gone = new ArrayList<>(closed(901, 1_501));
        gone.addAll(closed(1, 501));
        Set<SocketKey> table = new HashSet<>();
        closed(1, 501).forEach(one -> table.add(one.key()));
        long after = TableDigest.of(
                opened(501, 901).stream().map(one -> one.listener().key()).toList());
        Look look = new Look(AT, Optional.empty(), opened(501, 1_501), gone, List.of(), List.of(), List.of(), after);

        List<FrameParts.Part> parts = FrameParts.delta(look);

        assertThat(parts).hasSizeGreaterThanOrEqualTo(2_100 / most);
        for (FrameParts.Part part : parts) {
            Delta delta = (Delta) part.frame().apply(new Position(1, 1));
            assertThat(delta.opened().size() + delta.closed().size()).isLessThanOrEqualTo(most);
            // as the server does it: what was there ends, what opens begins, and of that some ends
            delta.closed().forEach(one -> table.remove(one.key()));
            delta.opened().forEach(one -> table.add(one.listener().key()));
            delta.closed().forEach(one -> table.remove(one.key()));
            assertThat(TableDigest.of(table)).isEqualTo(delta.digest()).isEqualTo(part.digest());
        }
        assertThat(table).hasSize(400);
        assertThat(TableDigest.of(table)).isEqualTo(after);
    }
}

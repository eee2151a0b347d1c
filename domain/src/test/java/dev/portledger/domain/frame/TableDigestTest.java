package dev.portledger.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import dev.portledger.domain.socket.SocketKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TableDigestTest {

    /** Both sides compute it, in different releases: this number must never change. */
    @Test
    void digestOfAKnownSocket() {
        SocketKey key = key("127.0.0.1", 8080, new SocketId.Cookie(7));
        assertThat(key.text()).isEqualTo("4026531840/TCP/127.0.0.1:8080/cookie:7");
        assertThat(TableDigest.of(key)).isEqualTo(-7_378_664_531_035_229_107L);
    }

    @Test
    void nothingHasDigestZero() {
        assertThat(TableDigest.of(List.<SocketKey>of())).isZero();
    }

    @Test
    void orderDoesNotMatterAndChangesCanBeAddedAndSubtracted() {
        List<SocketKey> keys = new ArrayList<>();
        for (int port = 1; port <= 500; port++) {
            keys.add(key("10.0.0.1", port, new SocketId.Cookie(port)));
        }
        long digest = TableDigest.of(keys);
        Collections.shuffle(keys, new Random(1));
        assertThat(TableDigest.of(keys)).isEqualTo(digest);
        SocketKey gone = keys.removeLast();
        assertThat(TableDigest.of(keys)).isEqualTo(digest - TableDigest.of(gone));
    }

    @Test
    void eachPartOfAKeyCounts() {
        Set<Long> digests = new HashSet<>();
        digests.add(TableDigest.of(key("127.0.0.1", 8080, new SocketId.Cookie(7))));
        digests.add(TableDigest.of(key("127.0.0.2", 8080, new SocketId.Cookie(7))));
        digests.add(TableDigest.of(key("127.0.0.1", 8081, new SocketId.Cookie(7))));
        digests.add(TableDigest.of(key("127.0.0.1", 8080, new SocketId.Cookie(8))));
        digests.add(TableDigest.of(key("127.0.0.1", 8080, new SocketId.Inode(7))));
        LocalEndpoint endpoint = new LocalEndpoint(IpAddress.parse("127.0.0.1"), 8080);
        LocalEndpoint onLo = new LocalEndpoint(IpAddress.parse("127.0.0.1"), Optional.of("lo"), 8080);
        digests.add(TableDigest.of(new SocketKey(1, Protocol.TCP, endpoint, new SocketId.Cookie(7))));
        digests.add(TableDigest.of(new SocketKey(4_026_531_840L, Protocol.UDP, endpoint, new SocketId.Cookie(7))));
        digests.add(TableDigest.of(new SocketKey(4_026_531_840L, Protocol.TCP, onLo, new SocketId.Cookie(7))));
        assertThat(digests).hasSize(8);
    }

    private static SocketKey key(String address, int port, SocketId id) {
        return new SocketKey(4_026_531_840L, Protocol.TCP, new LocalEndpoint(IpAddress.parse(address), port), id);
    }
}

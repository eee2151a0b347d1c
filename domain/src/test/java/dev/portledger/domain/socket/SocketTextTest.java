package dev.portledger.domain.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How endpoints and sockets are written. */
final class SocketTextTest {

    @Test
    void endpointsAreWrittenAsSsWritesThem() {
        assertThat(new LocalEndpoint(IpAddress.parse("127.0.0.53"), Optional.of("lo"), 53).text())
                .isEqualTo("127.0.0.53%lo:53");
        assertThat(new LocalEndpoint(IpAddress.parse("::1"), 8080).text()).isEqualTo("[::1]:8080");
        assertThat(new LocalEndpoint(IpAddress.parse("fe80::1"), Optional.of("eth0"), 5353).text())
                .isEqualTo("[fe80::1]%eth0:5353");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536, Integer.MAX_VALUE})
    void portsOutOfRangeAreRefused(int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> new LocalEndpoint(IpAddress.ANY_IPV4, port));
    }

    @Test
    void socketIdsAreUnsigned() {
        SocketId highest = new SocketId.Cookie(-1);
        assertThat(highest.text()).isEqualTo("cookie:18446744073709551615");
        assertThat(SocketId.parse(highest.text())).isEqualTo(highest);
        assertThat(SocketId.parse("inode:17")).isEqualTo(new SocketId.Inode(17));
        assertThat(SocketId.parse("unheld")).isEqualTo(new SocketId.Unheld());
        assertThat(new SocketKey(1, Protocol.TCP, new LocalEndpoint(IpAddress.ANY_IPV4, 80), new SocketId.Unheld())
                        .text())
                .isEqualTo("1/TCP/0.0.0.0:80/unheld");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "cookie:",
                "cookie:-1",
                "cookie:x",
                "inode:18446744073709551616",
                "Cookie:7",
                "cookie 7",
                "unheld:",
                "Unheld"
            })
    void otherSocketIdsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SocketId.parse(text));
    }

    @Test
    void tcpStatesHaveTheKernelsNumbers() {
        for (TcpState state : TcpState.values()) {
            assertThat(TcpState.of(state.number())).contains(state);
            assertThat(state.mask()).isEqualTo(1 << state.number());
        }
        assertThat(TcpState.TIME_WAIT.number()).isEqualTo(6);
        assertThat(TcpState.LISTEN.number()).isEqualTo(10);
        assertThat(TcpState.of(0)).isEmpty();
        assertThat(TcpState.of(14)).isEmpty();
    }
}

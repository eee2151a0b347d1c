package dev.portledger.agent.bindwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.agent.bindwatch.TraceLines.Line;
import dev.portledger.agent.testing.Mutants;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** On lines as Linux 6.18 writes them. */
final class TraceLinesTest {

    private static final String OPENED =
            "         python3-17052   (  17050) [001] .....  1810.456213: inet_sock_set_state: family=AF_INET"
                    + " protocol=IPPROTO_TCP sport=47001 dport=0 saddr=127.0.0.1 daddr=0.0.0.0 saddrv6=::ffff:127.0.0.1"
                    + " daddrv6=::ffff:0.0.0.0 oldstate=TCP_CLOSE newstate=TCP_LISTEN";
    private static final String CLOSED =
            " a-1 ( 2) [0] x:-77      (-------) [000] d..1.     0.000001: inet_sock_set_state: family=AF_INET6"
                    + " protocol=IPPROTO_TCP sport=80 dport=0 saddr=127.0.0.6 daddr=0.0.0.0 saddrv6=fd00::2 daddrv6=::"
                    + " oldstate=TCP_LISTEN newstate=TCP_CLOSE";

    @Test
    void readsWhoAndWhere() {
        assertThat(TraceLines.parse(OPENED)).get().isInstanceOfSatisfying(Line.Changed.class, line -> {
            assertThat(line.listening()).isTrue();
            assertThat(line.monotonicNanos()).isEqualTo(1_810_456_213_000L);
            assertThat(line.caller().pid()).isEqualTo(17050);
            assertThat(line.caller().tid()).isEqualTo(17052);
            assertThat(line.caller().comm()).isEqualTo("python3");
            assertThat(line.caller().uid()).isEmpty();
            assertThat(line.endpoint().orElseThrow().text()).isEqualTo("127.0.0.1:47001");
        });
        assertThat(TraceLines.parse(CLOSED)).get().isInstanceOfSatisfying(Line.Changed.class, line -> {
            assertThat(line.listening()).isFalse();
            assertThat(line.caller().comm()).isEqualTo("a-1 ( 2) [0] x:");
            assertThat(line.caller().pid()).isEqualTo(77);
            assertThat(line.endpoint().orElseThrow().text()).isEqualTo("[fd00::2]:80");
        });
        assertThat(TraceLines.parse(OPENED.replace("47001", "0")))
                .get()
                .isInstanceOfSatisfying(
                        Line.Changed.class, line -> assertThat(line.endpoint()).isEmpty());
    }

    @Test
    void countsWhatWasLost() {
        assertThat(TraceLines.parse("CPU:1 [LOST 123 EVENTS]")).contains(new Line.Lost(123));
        assertThat(TraceLines.parse("CPU:1 [LOST EVENTS]")).contains(new Line.Lost(1));
    }

    @Test
    void whatIsNoChangeOfAListenerIsNothing() {
        assertThat(TraceLines.parse("")).isEmpty();
        assertThat(TraceLines.parse(OPENED.replace("TCP_LISTEN", "TCP_SYN_SENT")))
                .isEmpty();
        assertThat(TraceLines.parse(CLOSED.replace("TCP_CLOSE", "TCP_SYN_RECV")))
                .isEmpty();
        assertThat(TraceLines.parse(OPENED.replace("IPPROTO_TCP", "IPPROTO_SCTP")))
                .isEmpty();
        assertThat(TraceLines.parse(OPENED.replace("47001", "77001"))).isEmpty();
    }

    @Test
    void anyTextIsReadWithoutFailing() throws Exception {
        String lost = "CPU:1 [LOST 123 EVENTS]";
        Mutants.Fed fed = Mutants.of(11, bytes(OPENED), bytes(CLOSED), bytes(lost))
                .feed(200_000, mutant -> TraceLines.parse(new String(mutant, StandardCharsets.ISO_8859_1))
                        .isPresent());
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }
}

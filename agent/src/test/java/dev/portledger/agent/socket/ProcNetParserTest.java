package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.agent.testing.Mutants;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On lines in the form in which Linux 6.18 writes them: whole, in pieces, cut short and mutated. */
final class ProcNetParserTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String V4 = HEADER
            + "   0: 3600007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000   991        0 6641 1"
            + " 0000000000000000 100 0 0 10 5\n"
            + "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 81234 1"
            + " 0000000000000000 100 0 0 10 0\n"
            + "12345: 0500000A:0050 0200000A:9C40 06 00000000:00000000 03:00000C32 00000000     0        0 0 3"
            + " 0000000000000000\n"
            + "   3: 0500000A:C350 0200000A:01BB 08 00000000:00000001 00:00000000 00000000  1000        0 99 1"
            + " 0000000000000000 20 4 30 10 -1\n";
    private static final String V6 = HEADER
            + "   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000"
            + " 00:00000000 00000000    33        0 667 1 0000000000000000 100 0 0 10 0\n"
            + "   1: 0000000000000000FFFF00000500000A:1F90 0000000000000000FFFF00000200000A:9C40 06 00000000:00000000"
            + " 03:000001A4 00000000     0        0 0 3 0000000000000000\n";
    private static final int ALL = -1;

    private final List<String> rows = new ArrayList<>();

    private void note(SocketRow row) {
        rows.add(new IpAddress(row.family(), row.addressHigh(), row.addressLow()) + " port " + row.port() + " state "
                + row.state() + " " + row.id() + " inode " + row.inode() + " uid " + row.uid() + " queues "
                + row.receiveQueue() + " " + row.sendQueue() + " expires " + row.expiresMillis());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void readsEveryColumn() throws IOException {
        new ProcNetParser(IpFamily.IPV4, ALL, 0, this::note).parse(bytes(V4), V4.length());
        new ProcNetParser(IpFamily.IPV6, ALL, 0, this::note).parse(bytes(V6), V6.length());
        assertThat(rows)
                .containsExactly(
                        "127.0.0.54 port 53 state 10 Inode[value=6641] inode OptionalLong[6641] uid 991 queues 0"
                                + " OptionalLong.empty expires 0",
                        "127.0.0.1 port 8080 state 10 Inode[value=81234] inode OptionalLong[81234] uid 1000 queues 3"
                                + " OptionalLong.empty expires 0",
                        "10.0.0.5 port 80 state 6 Inode[value=0] inode OptionalLong.empty uid 0 queues 0"
                                + " OptionalLong[0] expires 31220",
                        "10.0.0.5 port 50000 state 8 Inode[value=99] inode OptionalLong[99] uid 1000 queues 1"
                                + " OptionalLong[0] expires 0",
                        ":: port 443 state 10 Inode[value=667] inode OptionalLong[667] uid 33 queues 0"
                                + " OptionalLong.empty expires 0",
                        "::ffff:10.0.0.5 port 8080 state 6 Inode[value=0] inode OptionalLong.empty uid 0 queues 0"
                                + " OptionalLong[0] expires 4200");
    }

    /** However the text is cut into readings, as in {@link ProcNetSource}. */
    @Test
    void readsLinesInPieces() throws IOException {
        for (int piece = 1; piece < 200; piece++) {
            ProcNetParser parser =
                    new ProcNetParser(IpFamily.IPV4, TcpState.LISTEN.mask() | TcpState.TIME_WAIT.mask(), 0, this::note);
            byte[] buffer = new byte[512];
            byte[] text = bytes(V4);
            int filled = 0;
            for (int from = 0; from < text.length; from += piece) {
                int length = Math.min(piece, text.length - from);
                System.arraycopy(text, from, buffer, filled, length);
                filled += length;
                int used = parser.parse(buffer, filled);
                System.arraycopy(buffer, used, buffer, 0, filled - used);
                filled -= used;
            }
            assertThat(rows).as("pieces of %d bytes", piece).hasSize(3);
            rows.clear();
        }
    }

    @Test
    void tellsOnePortOnly() throws IOException {
        new ProcNetParser(IpFamily.IPV4, ALL, 8080, this::note).parse(bytes(V4), V4.length());
        assertThat(rows).singleElement().asString().startsWith("127.0.0.1 port 8080 ");
    }

    @Test
    void refusesWhatIsNoLineOfThisKind() {
        String line = V4.lines().skip(2).findFirst().orElseThrow();
        for (String broken : List.of(
                "",
                "   ",
                "   0: 0100007F",
                line.replace("0100007F:1F90", "0100007F;1F90"),
                line.replace("0100007F:1F90", "0100007F:11F90"),
                line.replace("0100007F:1F90", "100007F:1F90"),
                line.replace(" 0A ", " 10A "),
                line.replace(" 0A ", " xx "),
                line.replace("00000000:00000003", "00000000"),
                line.substring(0, line.indexOf(" 81234")))) {
            byte[] text = bytes(HEADER + broken + "\n");
            ProcNetParser parser = new ProcNetParser(IpFamily.IPV4, ALL, 0, this::note);
            assertThatThrownBy(() -> parser.parse(text, text.length))
                    .as(broken)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("malformed line of /proc/net");
        }
        assertThatThrownBy(() -> new ProcNetParser(IpFamily.IPV4, ALL, 0, this::note).parse(new byte[100], 100))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 100 bytes");
        assertThat(rows).isEmpty();
    }

    /** Whatever the text, it ends: with rows that the table can take, or with an IOException. */
    @Test
    void survivesMutatedText() throws Exception {
        DeviceCache devices = new DeviceCache();
        for (IpFamily family : IpFamily.values()) {
            Mutants.Fed fed = Mutants.of(20_261_125, bytes(family == IpFamily.IPV6 ? V6 : V4))
                    .feed(150_000, mutant -> isRead(family, mutant, devices));
            assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
        }
    }

    private static boolean isRead(IpFamily family, byte[] text, DeviceCache devices) {
        ListenerSet listeners = new ListenerSet(1, Protocol.TCP, devices);
        ConnectionTally connections = new ConnectionTally(1, port -> port > 32_768, devices);
        RowSink sink = row -> {
            listeners.row(row);
            connections.row(row);
        };
        try {
            new ProcNetParser(family, ALL, 0, sink).parse(text, text.length);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            assertThat(listeners.size()).isLessThan(20);
            assertThat(connections.tell(Instant.EPOCH)).hasSizeLessThan(20);
        }
    }
}

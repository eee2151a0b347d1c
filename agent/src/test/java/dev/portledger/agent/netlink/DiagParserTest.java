package dev.portledger.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Syscall;
import dev.portledger.agent.testing.Mutants;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On datagrams that were captured from Linux 6.18, whole, cut short and mutated. */
final class DiagParserTest {

    /** LISTEN 127.0.0.1:8080 with v6only, cgroup and sockopt attributes. */
    private static final String V4_LISTEN = "7400000014000200070000009a2b0000"
            + "020a00001f900000" + "7f000001000000000000000000000000" + "00000000000000000000000000000000"
            + "00000000" + "1702000000000000" + "00000000" + "03000000" + "80000000" + "e8030000" + "9a020000"
            + "0500080000000000" + "0c0015000100000000000000" + "08001600" + "01000000";
    /** LISTEN [::]:443, v6only, bound to interface 2. */
    private static final String V6_LISTEN = "6c00000014000200070000009a2b0000"
            + "0a0a000001bb0000" + "00000000000000000000000000000000" + "00000000000000000000000000000000"
            + "02000000" + "1802000001000000" + "00000000" + "00000000" + "00100000" + "00000000" + "9b020000"
            + "05000b0001000000" + "0c0015002a00000000000000";
    /** TIME_WAIT 10.0.0.1:80, 31234 ms left. */
    private static final String TIME_WAIT = "5800000012000200070000009a2b0000"
            + "0206030000509c40" + "0a000001000000000000000000000000" + "0a000002000000000000000000000000"
            + "00000000" + "1902000000000000" + "027a0000" + "00000000" + "00000000" + "00000000" + "00000000";

    private static final String DONE = "14000000030002000700000000000000" + "00000000";
    private static final int SEQUENCE = 7;

    private final DiagParser parser = new DiagParser();
    private final List<String> rows = new ArrayList<>();

    private DiagParser.Progress parse(byte[] datagram) throws IOException {
        return parser.parse(datagram, datagram.length, SEQUENCE, this::note);
    }

    private void note(SocketRow row) {
        IpAddress address = new IpAddress(row.family(), row.addressHigh(), row.addressLow());
        rows.add(address + " port " + row.port() + " state " + row.state() + " device " + row.device() + " " + row.id()
                + " inode " + row.inode() + " uid " + row.uid() + " queues " + row.receiveQueue() + " "
                + row.sendQueue() + " expires " + row.expiresMillis() + " v6only " + row.v6Only() + " cgroup "
                + row.cgroupId());
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex));
    }

    @Test
    void readsEveryField() throws IOException {
        assertThat(parse(bytes(V4_LISTEN, V6_LISTEN, TIME_WAIT))).isEqualTo(DiagParser.Progress.MORE);
        assertThat(parse(bytes(DONE))).isEqualTo(DiagParser.Progress.DONE);
        assertThat(rows)
                .containsExactly(
                        "127.0.0.1 port 8080 state 10 device 0 Cookie[value=535] inode OptionalLong[666] uid 1000"
                                + " queues 3 OptionalLong[128] expires 0 v6only Optional.empty cgroup OptionalLong[1]",
                        ":: port 443 state 10 device 2 Cookie[value=4294967832] inode OptionalLong[667] uid 0"
                                + " queues 0 OptionalLong[4096] expires 0 v6only Optional[true] cgroup OptionalLong[42]",
                        "10.0.0.1 port 80 state 6 device 0 Cookie[value=537] inode OptionalLong.empty uid 0"
                                + " queues 0 OptionalLong[0] expires 31234 v6only Optional.empty cgroup"
                                + " OptionalLong.empty");
    }

    @Test
    void passesOverWhatAnotherRequestLeftBehind() throws IOException {
        assertThat(parser.parse(bytes(V4_LISTEN, DONE), 136, SEQUENCE + 1, this::note))
                .isEqualTo(DiagParser.Progress.MORE);
        assertThat(rows).isEmpty();
    }

    @Test
    void saysWhenTheTableChangedUnderTheDump() throws IOException {
        byte[] datagram = bytes(V4_LISTEN, DONE);
        datagram[6] |= 0x10; // NLM_F_DUMP_INTR
        assertThat(parse(datagram)).isEqualTo(DiagParser.Progress.INTERRUPTED);
        parser.begin();
        assertThat(parse(bytes(DONE))).isEqualTo(DiagParser.Progress.DONE);
    }

    @Test
    void throwsTheKernelsError() {
        byte[] error = bytes("24000000020000000700000000000000", "feffffff", "48000000140001030700000000000000");
        assertThatThrownBy(() -> parse(error))
                .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.is(Errno.ENOENT))
                        .isTrue());
        byte[] doneWithError = bytes("14000000030002000700000000000000", "f3ffffff");
        assertThatThrownBy(() -> parse(doneWithError))
                .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.is(Errno.EACCES))
                        .isTrue());
    }

    @Test
    void refusesWhatBreaksTheFormat() {
        byte[] attributeTooLong = bytes(V4_LISTEN);
        attributeTooLong[16 + 72] = 0x7f;
        byte[] attributeTooShort = bytes(V4_LISTEN);
        attributeTooShort[16 + 72] = 3;
        byte[] cut = bytes(V4_LISTEN.substring(0, 2 * 100));
        byte[] bodyTooShort = bytes("20000000140002000700000000000000", "020a00001f900000", "7f00000100000000");
        for (byte[] broken : List.of(attributeTooLong, attributeTooShort, cut, bodyTooShort)) {
            assertThatThrownBy(() -> parse(broken)).isInstanceOf(DiagFormatException.class);
        }
        assertThat(rows).isEmpty();
    }

    /** Whatever the bytes, it ends: with rows, or with one of the two exceptions. */
    @Test
    void survivesMutatedMessages() throws Exception {
        Mutants.Fed fed = Mutants.of(20_261_122, bytes(V4_LISTEN, V6_LISTEN, TIME_WAIT, DONE))
                .feed(700_000, mutant -> {
                    rows.clear();
                    parser.begin();
                    try {
                        parser.parse(mutant, mutant.length, SEQUENCE, this::note);
                        return true;
                    } catch (KernelException | DiagFormatException e) {
                        return false;
                    } finally {
                        assertThat(rows.size()).isLessThanOrEqualTo(3);
                    }
                });
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }

    @Test
    void asksForOnePortInNetworkOrder() {
        byte[] request =
                new DiagRequest(Protocol.TCP, Optional.of(IpFamily.IPV6), TcpState.LISTEN.mask(), 8080).encode(9);
        assertThat(HexFormat.of().formatHex(request, 0, 32))
                .isEqualTo("48000000140001030900000000000000" + "0a060000" + "00040000" + "1f900000" + "00000000");
        byte[] compat = DiagRequest.tcp(Set.of(TcpState.TIME_WAIT), 80).encode(1);
        assertThat(HexFormat.of().formatHex(compat, 0, 24))
                .isEqualTo("4c000000120001030100000000000000" + "00000000" + "00500000");
        assertThat(HexFormat.of().formatHex(compat, 68, 72)).isEqualTo("40000000");
    }

    @Test
    void numbersOfCallsAreThoseOfTheProcessor() {
        assertThat(Syscall.SOCKET.numberOn("amd64")).isEqualTo(41);
        assertThat(Syscall.SOCKET.numberOn("aarch64")).isEqualTo(198);
        assertThat(Syscall.PIDFD_OPEN.numberOn("aarch64")).isEqualTo(Syscall.PIDFD_OPEN.numberOn("amd64"));
        assertThat(Syscall.SOCKET.numberOn("riscv64")).isEqualTo(-1);
    }
}

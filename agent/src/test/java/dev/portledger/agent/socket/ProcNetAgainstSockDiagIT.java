package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.domain.frame.Facility;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two sources tell the same sockets. */
final class ProcNetAgainstSockDiagIT {

    private static final Path PROC_NET = Path.of("/proc/net");

    @Test
    void bothTellTheSameSockets() throws IOException {
        Random random = new Random(11);
        try (SceneProcess scene = SceneProcess.start();
                SocketSource sockDiag = SockDiagSource.open();
                SocketSource procNet = new ProcNetSource(PROC_NET)) {
            for (int round = 0; round < 10; round++) {
                List<String> commands = new ArrayList<>();
                for (int i = random.nextInt(300); i > 0; i--) {
                    String protocol = random.nextBoolean() ? "tcp" : "udp";
                    String where = List.of("4 0.0.0.0", "4 127.1.2.3", "6 ::", "6only ::1", "6 127.0.0.1")
                            .get(random.nextInt(5));
                    commands.add("open " + protocol + " " + where + " 0");
                }
                scene.tell(commands);
                // other processes of this machine may come and go between the two
                await().atMost(Duration.ofSeconds(20))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(() -> {
                            for (Protocol protocol : Protocol.values()) {
                                assertThat(rows(procNet, protocol)).isEqualTo(rows(sockDiag, protocol));
                            }
                        });
                assertThat(rows(procNet, Protocol.TCP)).hasSizeGreaterThan(0);
                scene.tell("clear");
            }
        }
    }

    private static List<String> rows(SocketSource source, Protocol protocol) throws IOException {
        List<String> rows = new ArrayList<>();
        source.listeners(protocol, 0, row -> rows.add(text(row)));
        return rows.stream().sorted().toList();
    }

    private static String text(SocketRow row) {
        return new IpAddress(row.family(), row.addressHigh(), row.addressLow()) + " " + row.port() + " " + row.state()
                + " " + row.inode() + " " + row.uid() + " " + row.receiveQueue();
    }

    @Test
    void theTableWorksOnProcNetAloneAndSaysWhatThatCosts() throws IOException {
        Sources procNet = Sources.procNet(new ProcNetSource(PROC_NET), new IOException("refused by this test"));
        try (SceneProcess scene = SceneProcess.start();
                SocketTable table =
                        SocketTable.open(SocketTable.Settings.DEFAULT, HostClock.start(), procNet, System::nanoTime)) {
            scene.tell("open tcp 4 127.0.0.77 0");
            table.look();
            Listener listener = table.state().listeners().stream()
                    .filter(one -> one.key().endpoint().address().text().equals("127.0.0.77"))
                    .findFirst()
                    .orElseThrow();
            assertThat(listener.key().id())
                    .isEqualTo(new SocketId.Inode(listener.inode().orElseThrow()));
            assertThat(listener.backlog()).as("its limit is not told").isEmpty();
            assertThat(listener.holders().list())
                    .extracting(holder -> (long) holder.process().pid())
                    .containsExactly(scene.pid());
            assertThat(table.facilities())
                    .filteredOn(facility -> facility.name().equals("sock_diag"))
                    .singleElement()
                    .satisfies(facility -> {
                        assertThat(facility.available()).isFalse();
                        assertThat(facility.detail()).contains("refused by this test");
                    })
                    .extracting(Facility::cost)
                    .matches(cost -> cost.isPresent());
        }
    }

    private static final String TCP6 = """
              sl  local_address                         remote_address                        st tx_queue rx_queue
               0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000003 \
            00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
            12345: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C350 06 00000000:00000000 \
            03:00000A5B 00000000     0        0 0 3 0000000000000000
            """;

    @Test
    void readsCapturedText() throws IOException {
        List<String> rows = new ArrayList<>();
        byte[] bytes = TCP6.getBytes(StandardCharsets.US_ASCII);
        ProcNetParser parser = new ProcNetParser(
                IpFamily.IPV6, -1, 0, row -> rows.add(text(row) + " " + row.expiresMillis() + " " + row.key()));
        assertThat(parser.parse(bytes, bytes.length)).isEqualTo(bytes.length);
        assertThat(rows)
                .containsExactly(
                        "::1 8080 10 OptionalLong[4711] 1000 3 0 4711",
                        "::ffff:127.0.0.1 8080 6 OptionalLong.empty 0 0 26510 0");
    }

    @Test
    void brokenTextEndsInRowsOrAnError() throws IOException {
        byte[] bytes = TCP6.getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] mutant = bytes.clone();
            random.ints(4, 0, bytes.length).forEach(at -> mutant[at] = (byte) random.nextInt(' ', 127));
            try {
                new ProcNetParser(IpFamily.IPV6, -1, 0, row -> text(row))
                        .parse(mutant, random.nextInt(bytes.length + 1));
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 99_999);
        byte[] endless = "x".repeat(64).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> new ProcNetParser(IpFamily.IPV6, -1, 0, row -> {}).parse(endless, 64))
                .isInstanceOf(IOException.class);
    }
}

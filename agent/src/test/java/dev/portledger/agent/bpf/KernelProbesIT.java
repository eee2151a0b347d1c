package dev.portledger.agent.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.bpf.KernelProbes.BindEnd;
import dev.portledger.agent.bpf.Program.Kind;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.TraceFs;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneProcess;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On the kernel of this machine. */
final class KernelProbesIT {

    @BeforeEach
    void needs() {
        Needs.root();
    }

    /** What another process has brought into the kernel, by the names that ours have. */
    private static Set<String> broughtSince(Set<String> before) throws KernelException {
        Set<String> since = new TreeSet<>(BpfObjects.all());
        since.removeAll(before);
        Set<String> programs = new TreeSet<>();
        since.removeIf(object -> {
            boolean ours = object.matches("(program \\d+ (attempt|success)[46]|program \\d+ "
                    + "(bind_returned|listen_returned|set_state|udp_released)|map \\d+ pl_.*)");
            if (ours && object.startsWith("program")) {
                programs.add(object.split(" ", -1)[1]);
            }
            return !ours && !object.startsWith("link");
        });
        since.removeIf(object -> object.startsWith("link") && !programs.contains(object.split(" ", -1)[4]));
        return since;
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingBehindWhenItIsKilled(BindEnd end) throws Exception {
        Set<String> before = BpfObjects.all();
        List<String> command = new ArrayList<>(SceneProcess.java(List.of(), ProbesMain.class));
        command.add(end.name());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(said).isEqualTo("attached, untyped: Optional.empty");
        Set<String> brought = broughtSince(before);
        assertThat(brought).anyMatch(object -> object.endsWith("attempt4"));
        assertThat(brought).anyMatch(object -> object.endsWith("attempt6"));
        assertThat(brought).anyMatch(object -> object.endsWith("pl_events"));
        assertThat(brought).filteredOn(object -> object.startsWith("link")).hasSizeGreaterThanOrEqualTo(3);

        process.destroyForcibly();
        process.waitFor();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Set<String> left = new TreeSet<>(BpfObjects.all());
            left.retainAll(brought);
            assertThat(left).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void letsEveryBindPass(BindEnd end) throws Exception {
        try (KernelProbes probes = KernelProbes.attach(end, 1 << 16);
                ServerSocket tcp = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                ServerSocket v6 = new ServerSocket(46_401, 1, InetAddress.ofLiteral("::1"));
                DatagramSocket udp =
                        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 46_402))) {
            assertThat(tcp.isBound()).isTrue();
            assertThat(v6.isBound()).isTrue();
            assertThat(udp.isBound()).isTrue();
            List<Integer> ports = new ArrayList<>();
            await().until(() -> {
                probes.drain(event -> ports.add(event.port()));
                return ports.containsAll(List.of(tcp.getLocalPort(), 46_401));
            });
            assertThat(probes.dropped()).isZero();
        }
    }

    /** For kernels that do not tell their types. */
    @Test
    void listenersAreSeenByTheTracepointOfTraceFsAsWell() throws Exception {
        try (Bpf bpf = new Bpf();
                TraceFs tracing = TraceFs.open()) {
            Maps maps = new Maps(
                    bpf.map("pl_events", BpfMap.Kind.RING_BUFFER, 0, 0, 1 << 16),
                    bpf.map("pl_dropped", BpfMap.Kind.ARRAY, 4, 8, 1),
                    bpf.map("pl_pending", BpfMap.Kind.LRU_HASH, 8, RecordLayout.SIZE, 1024),
                    bpf.map("pl_udp", BpfMap.Kind.LRU_HASH, 8, RecordLayout.SIZE, 1024));
            bpf.attachToTracepoint(
                    bpf.load(new ListenPrograms(maps).untyped()), tracing.id("sock/inet_sock_set_state"));
            try (RingBuffer ring = new RingBuffer(maps.events(), 1 << 16);
                    ServerSocket socket = new ServerSocket(46_403, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                List<String> seen = new ArrayList<>();
                RawEvent event = new RawEvent();
                await().until(() -> {
                    ring.drain(record -> seen.add(event.at(record).what().orElseThrow() + " "
                            + event.address(event.family() == 2 ? 4 : 16) + " " + event.port() + " " + event.pid()));
                    return seen.stream().anyMatch(line -> line.contains(" 46403 "));
                });
                assertThat(socket.isBound()).isTrue();
                assertThat(seen)
                        .contains("LISTENING ::ffff:127.0.0.1 46403 "
                                + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void aRefusedProgramSaysWhatTheVerifierSays() {
        try (Bpf bpf = new Bpf()) {
            byte[] readsNothing = new Assembler()
                    .load(Width.DOUBLE, Register.R0, Register.R5, 0)
                    .exit()
                    .encode();
            assertThatThrownBy(() -> bpf.load(new Program("wrong", Kind.TRACEPOINT, 0, readsNothing)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("program wrong (R5 !read_ok)")
                    .hasMessageContaining("EACCES");
        }
    }
}

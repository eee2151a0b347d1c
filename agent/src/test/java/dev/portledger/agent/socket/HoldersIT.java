package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.holder.IdentityCheck;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.OtherUser;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.agent.testing.TableMain;
import dev.portledger.domain.frame.AgentFrame.Changed;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.holder.ProcessIdentity;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holders of real sockets in real processes: several, ending, of other users, with odd names. */
final class HoldersIT {

    private final AtomicLong nanoTime = new AtomicLong();
    private SceneProcess scene;
    private SocketTable table;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        scene = SceneProcess.start();
        table = SocketTable.open(
                SocketTable.Settings.DEFAULT,
                HostClock.start(),
                Sources.open(),
                () -> nanoTime.addAndGet(Duration.ofSeconds(3).toNanos()));
    }

    @AfterEach
    void end() throws IOException {
        table.close();
        scene.close();
    }

    private Listener listener(String address) {
        return table.state().listeners().stream()
                .filter(one -> one.key().endpoint().address().text().endsWith(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewHolderOfAKnownSocketIsFoundAndMissedWhenItEnds() throws IOException {
        scene.tell("open tcp 4 127.0.0.81 0");
        table.look();
        Listener alone = listener("127.0.0.81");
        assertThat(alone.holders().list()).hasSize(1);

        int sharer = Integer.parseInt(scene.tell("share"));
        Holders both = changed("127.0.0.81").holders();
        assertThat(both).isInstanceOf(Holders.Known.class);
        assertThat(both.list())
                .extracting(holder -> holder.process().pid())
                .containsExactlyInAnyOrder((int) scene.pid(), sharer);
        assertThat(both.list()).extracting(Holder::comm).contains("sleep");

        assertThat(ProcessHandle.of(sharer).orElseThrow().destroyForcibly()).isTrue();
        assertThat(changed("127.0.0.81").holders()).isEqualTo(alone.holders());
    }

    private Listener changed(String address) {
        List<Listener> seen = new ArrayList<>();
        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    for (Changed changed : table.look().changed()) {
                        if (changed.listener().key().endpoint().address().text().endsWith(address)) {
                            seen.add(changed.listener());
                        }
                    }
                    return !seen.isEmpty();
                });
        return seen.getFirst();
    }

    @Test
    void theIdentityIsCheckedAnew() throws IOException {
        scene.tell("open tcp 4 127.0.0.82 0");
        table.look();
        Listener listener = listener("127.0.0.82");
        ProcessIdentity process = listener.holders().list().getFirst().process();
        long inode = listener.inode().orElseThrow();
        assertThat(IdentityCheck.check(process, inode)).isEqualTo(IdentityCheck.Answer.HOLDS);
        assertThat(IdentityCheck.check(process, inode + 1_000_000)).isEqualTo(IdentityCheck.Answer.HOLDS_NOT);
        ProcessIdentity earlier = new ProcessIdentity(process.bootId(), process.pid(), process.startTicks() - 1);
        assertThat(IdentityCheck.check(earlier, inode)).isEqualTo(IdentityCheck.Answer.OTHER_PROCESS);
        scene.close();
        assertThat(IdentityCheck.check(process, inode)).isEqualTo(IdentityCheck.Answer.ENDED);
        scene = SceneProcess.start();
    }

    @Test
    void aProcessThatEndsIsNoHolderAndItsSocketIsClosed() throws IOException {
        for (int round = 0; round < 5; round++) {
            SceneProcess other = SceneProcess.start();
            other.tell("open tcp 4 127.0.0.83 0");
            ProcessHandle handle = ProcessHandle.of(other.pid()).orElseThrow();
            handle.destroyForcibly(); // it ends while the table is being read
            await().atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        table.look();
                        return table.state().listeners().stream()
                                .noneMatch(one ->
                                        one.key().endpoint().address().text().equals("127.0.0.83"));
                    });
        }
    }

    /** Hundreds of processes are born and end, some of them with the socket open, while all are searched again and again. */
    @Test
    void inAStormOfEndingProcessesNoHolderIsLostOrMadeUp() throws Exception {
        scene.tell("open tcp 4 127.0.0.92 0");
        table.look();
        String loop = "for i in $(seq 400); do /bin/true & /bin/true; wait; done";
        List<Process> storms = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            storms.add(new ProcessBuilder("sh", "-c", loop).start());
        }
        Set<Integer> sharers = new HashSet<>();
        int looks = 0;
        try {
            do {
                sharers.add(Integer.parseInt(scene.tell("share")));
                look(sharers);
                scene.tell("unshare"); // some of the next search finds it ending
                look(sharers);
                looks += 2;
            } while (storms.stream().anyMatch(Process::isAlive));
        } finally {
            storms.forEach(Process::destroyForcibly);
        }
        assertThat(looks).as("looks at the storm").isGreaterThan(20);
        await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).until(() -> {
            table.look();
            return listener("127.0.0.92").holders() instanceof Holders.Known known
                    && known.list().size() == 1;
        });
    }

    private void look(Set<Integer> sharers) throws IOException {
        table.look();
        Holders holders = listener("127.0.0.92").holders();
        List<Integer> pids =
                holders.list().stream().map(holder -> holder.process().pid()).toList();
        assertThat(pids).as("one that stays is never missed").contains((int) scene.pid());
        List<Integer> others =
                pids.stream().filter(pid -> pid != (int) scene.pid()).toList();
        assertThat(others).allMatch(sharers::contains);
    }

    @Test
    void aCommandLineMayHoldAnyBytes() throws Exception {
        scene.tell("open tcp 4 127.0.0.93 0");
        for (byte[] name : new byte[][] {
            {(byte) 0xff, (byte) 0xfe, '\n', 27, '[', '3', '1', 'm', ' ', '"', '\\', (byte) 0xc3},
            "--password=s3cret".getBytes(StandardCharsets.UTF_8),
            {' '},
            {},
        }) {
            int sharer = Integer.parseInt(scene.tell("share " + HexFormat.of().formatHex(name)));
            Holder odd = await().atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .until(() -> holder("127.0.0.93", sharer), Optional::isPresent)
                    .orElseThrow();
            assertThat(odd.comm()).isEqualTo("sleep");
            assertThat(odd.cmdline())
                    .get(InstanceOfAssertFactories.STRING)
                    .contains("300")
                    .doesNotContain("s3cret");
            Listener read = FrameJson.mapper()
                    .readValue(FrameJson.mapper().writeValueAsString(listener("127.0.0.93")), Listener.class);
            assertThat(read).as("as it arrives at the server").isEqualTo(listener("127.0.0.93"));
            scene.tell("unshare");
        }
    }

    private Optional<Holder> holder(String address, int pid) throws IOException {
        table.look();
        return listener(address).holders().list().stream()
                .filter(holder -> holder.process().pid() == pid)
                .findFirst();
    }

    @Test
    void aCommMayHoldAnything() throws IOException {
        Path comm = Path.of("/proc/self/task/" + ProcessHandle.current().pid() + "/comm");
        byte[] before = Files.readAllBytes(comm);
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.84"), 0));
            Files.write(comm, new byte[] {'a', '\n', ')', ' ', 'S', ' ', (byte) 0xff, 7, '"'});
            table.look();
            assertThat(listener("127.0.0.84").holders().list())
                    .singleElement()
                    .extracting(Holder::comm)
                    .isEqualTo("a\n) S \ufffd\u0007\"");
        } finally {
            Files.write(comm, new String(before, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Another user sees every socket, its own holders, and says what is missing. */
    @Test
    void withoutRootHoldersOfOthersAreUnknownAndNotNobody() throws Exception {
        Needs.root();
        Needs.program("setpriv");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.85"))) {
            Process process = new ProcessBuilder(OtherUser.java(folder, TableMain.class))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor()).isZero();
            assertThat(lines).anyMatch(line -> line.contains("\"name\":\"holders\",\"available\":false"));
            assertThat(lines)
                    .filteredOn(
                            line -> line.contains("127.0.0.85") && line.contains("\"port\":" + socket.getLocalPort()))
                    .singleElement()
                    .matches(line -> line.contains("\"are\":\"partial\",\"list\":[],\"gap\":\"NOT_PERMITTED\""));
        }
    }
}

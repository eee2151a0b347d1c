package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.holder.IdentityCheck;
import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.OtherUser;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.agent.testing.TableMain;
import dev.portledger.domain.frame.AgentFrame.Changed;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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

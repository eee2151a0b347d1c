package dev.portledger.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portledger.agent.testing.Needs;
import dev.portledger.agent.testing.SceneProcess;
import dev.portledger.agent.testing.TableMain;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.holder.Holder;
import dev.portledger.domain.holder.HolderGap;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets that several processes have open, that another one than their maker has open, and that none has. */
final class PassedSocketsIT {

    /** Listens, forks three workers that keep the socket, says so, and ends with its input. */
    private static final String PREFORK = """
            use IO::Socket::INET;
            $s = IO::Socket::INET->new(LocalAddr => '127.0.0.91', LocalPort => 0, Listen => 5) or die $!;
            for (1..3) { if (!defined($p = fork)) { die $! } elsif (!$p) { close STDOUT; <STDIN>; exit } }
            $| = 1; print "forked\\n"; <STDIN>;
            """;

    /** Two processes: the one listens and hands its socket to the other over a unix socket (SCM_RIGHTS, unix(7)), then closes it. */
    private static final String PASS = """
            import os, socket, sys
            near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            receiver = os.fork()
            if receiver == 0:
                near.close()
                data, fds, _, _ = socket.recv_fds(far, 16, 1)
                far.send(b'got')
                far.recv(1)
                os._exit(0)
            far.close()
            listener = socket.create_server(('127.0.0.92', 0))
            print('alone', os.getpid(), receiver, flush=True)
            sys.stdin.readline()
            socket.send_fds(near, [b'x'], [listener.fileno()])
            near.recv(3)
            print('both', flush=True)
            sys.stdin.readline()
            listener.close()
            print('passed', flush=True)
            sys.stdin.readline()
            """;

    private final AtomicLong nanoTime = new AtomicLong();
    private SocketTable table;

    @BeforeEach
    void open() throws IOException {
        table = SocketTable.open(
                SocketTable.Settings.DEFAULT,
                HostClock.start(),
                Sources.open(),
                () -> nanoTime.addAndGet(Duration.ofSeconds(3).toNanos()));
    }

    @AfterEach
    void close() {
        table.close();
    }

    /** A program that is told to go on by a line, and says when it has. */
    private record Program(Process process, BufferedReader out, Writer in) implements AutoCloseable {

        static Program start(String... command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Program(
                    process, process.inputReader(StandardCharsets.UTF_8), process.outputWriter(StandardCharsets.UTF_8));
        }

        String says() throws IOException {
            return String.valueOf(out.readLine());
        }

        String goesOnAndSays() throws IOException {
            in.write("\n");
            in.flush();
            return says();
        }

        @Override
        public void close() throws IOException {
            in.close();
            process.onExit().join();
        }
    }

    private Optional<Holders> holders(String address) throws IOException {
        table.look();
        return table.state().listeners().stream()
                .filter(listener -> listener.key().endpoint().address().text().equals(address))
                .map(Listener::holders)
                .findFirst();
    }

    private void awaitHolders(String address, long... pids) {
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(holders(address)).hasValueSatisfying(found -> assertThat(found)
                        .isInstanceOfSatisfying(Holders.Known.class, known -> assertThat(known.list())
                                .extracting(holder -> (long) holder.process().pid())
                                .containsExactly(pids(pids)))));
    }

    private static Long[] pids(long... pids) {
        return Arrays.stream(pids).sorted().boxed().toArray(Long[]::new);
    }

    @Test
    void forkedWorkersAreAllListedUnderTheirParent() throws IOException {
        Needs.program("perl");
        try (Program prefork = Program.start("perl", "-e", PREFORK)) {
            assertThat(prefork.says()).isEqualTo("forked");
            long parent = prefork.process().pid();
            Holders found = holders("127.0.0.91").orElseThrow();
            assertThat(found).isInstanceOf(Holders.Known.class);
            assertThat(found.list()).hasSize(4);
            assertThat(found.list())
                    .filteredOn(holder -> holder.process().pid() != parent)
                    .hasSize(3)
                    .extracting(Holder::parentPid)
                    .containsOnly((int) parent);
        }
    }

    @Test
    void aSocketThatIsPassedOnBelongsToWhoeverHasItOpen() throws IOException {
        Needs.program("python3");
        try (Program passing = Program.start("python3", "-c", PASS)) {
            String[] alone = passing.says().split(" ", -1);
            long maker = Long.parseLong(alone[1]);
            long receiver = Long.parseLong(alone[2]);
            awaitHolders("127.0.0.92", maker);
            assertThat(passing.goesOnAndSays()).isEqualTo("both");
            awaitHolders("127.0.0.92", maker, receiver);
            assertThat(passing.goesOnAndSays()).isEqualTo("passed");
            awaitHolders("127.0.0.92", receiver);
        }
    }

    /** VXLAN's UDP socket is made by the kernel for itself; no process ever has it open. That is a fact where nothing is hidden. */
    @Test
    void aSocketOfTheKernelHasNoHolder() throws IOException {
        Needs.root();
        Needs.program("ip");
        List<String> command = SceneProcess.java(
                List.of(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        "ip link set lo up && ip link add vx0 type vxlan id 42 dstport 4789 local 127.0.0.1 dev lo"
                                + " && ip link set vx0 up && exec \"$@\"",
                        "sh"),
                TableMain.class);
        try (Program agent = Program.start(command.toArray(String[]::new))) {
            List<String> lines = agent.out().lines().toList();
            Needs.that(agent.process().onExit().join().exitValue() == 0, "a kernel with vxlan");
            List<Listener> listeners = lines.stream()
                    .filter(line -> line.startsWith("{\"key\""))
                    .map(PassedSocketsIT::listener)
                    .toList();
            assertThat(listeners)
                    .singleElement()
                    .satisfies(
                            vxlan -> assertThat(vxlan.key().endpoint().text()).isEqualTo("0.0.0.0:4789"))
                    .extracting(Listener::holders)
                    .isEqualTo(
                            everythingCanBeRead()
                                    ? new Holders.Known(List.of())
                                    : new Holders.Partial(List.of(), HolderGap.NOT_PERMITTED));
        }
    }

    /** Some machines hide descriptors of pid 1 even from root, and containers hide the processes outside. */
    private static boolean everythingCanBeRead() throws IOException {
        if (!Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().equals("pid:[4026531836]")) {
            return false;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/1/fd"))) {
            for (Path descriptor : descriptors) {
                Files.readSymbolicLink(descriptor);
            }
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    private static Listener listener(String line) {
        try {
            return FrameJson.mapper().readValue(line, Listener.class);
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }
}

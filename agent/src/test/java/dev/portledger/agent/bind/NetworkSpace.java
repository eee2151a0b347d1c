package dev.portledger.agent.bind;

import dev.portledger.agent.netlink.SockDiag;
import dev.portledger.domain.bind.HostSettings;
import dev.portledger.domain.bind.HostSettings.LocalPrefix;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A network namespace of a test's own, as long as the test runs in it: loopback, a second IPv6 address, and two servers. */
final class NetworkSpace implements AutoCloseable {

    /** Clients take their ports from here, below {@link #LAST_PORT}. */
    static final int FIRST_CLIENT_PORT = 45_000;

    static final int LAST_PORT = 60_999;

    /** Listens on {@code ::} for both families. */
    static final int SERVER_PORT = 9;

    /** Listens too, and its queue is full: a SYN to it is never answered. */
    private static final int FULL_PORT = 10;

    private static final Duration REACHABLE_WITHIN = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofMillis(100);

    static final HostSettings SETTINGS = new HostSettings(
            Optional.of(1024),
            Optional.of(List.of(
                    new LocalPrefix(IpAddress.parse("127.0.0.0"), 8, "lo"),
                    new LocalPrefix(IpAddress.parse("::1"), 128, "lo"),
                    new LocalPrefix(IpAddress.parse("fd00::2"), 128, "lo"))),
            Optional.of(false),
            Optional.of(false),
            Optional.of(Map.of()));

    private final KernelSockets kernel = new KernelSockets();
    private final SockDiag sockDiag;
    private final BoundSocketReader reader;
    private final int server;

    private NetworkSpace() throws IOException {
        kernel.unshareNetwork();
        run("ip", "link", "set", "lo", "up");
        run("ip", "address", "add", "fd00::2/128", "dev", "lo", "nodad");
        // a new namespace starts with the initial one's values; the file belongs to the namespace of who opens it
        Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), "11000 " + LAST_PORT);
        sockDiag = SockDiag.open();
        reader = BoundSocketReader.on(sockDiag);
        server = listener(SERVER_PORT, 4096);
        for (Place place : Place.values()) {
            awaitReachable(place);
        }
        listener(FULL_PORT, 0);
        for (String address : List.of("::ffff:127.0.0.1", "::1")) {
            kernel.connect(client(IpFamily.IPV6), IpAddress.parse(address), FULL_PORT);
        }
    }

    /** What a test does in the namespace. */
    interface Stay<T> {
        T in(NetworkSpace space) throws Exception;
    }

    static <T> T enter(Stay<T> stay) throws Exception {
        Callable<T> work = () -> {
            try (NetworkSpace space = new NetworkSpace()) {
                return stay.in(space);
            }
        };
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name("netns").start(task);
        return task.get();
    }

    static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    private int listener(int port, int backlog) {
        int socket = kernel.socket(Protocol.TCP, IpFamily.IPV6);
        kernel.set(socket, KernelSockets.SOL_IPV6, KernelSockets.IPV6_V6ONLY, 0);
        kernel.bind(socket, IpAddress.ANY_IPV6, port);
        kernel.listen(socket, backlog);
        return socket;
    }

    /** The kernel adds the routes to new IPv6 addresses a little after the addresses (addrconf_dad_work). */
    private void awaitReachable(Place place) {
        long deadline = System.nanoTime() + REACHABLE_WITHIN.toNanos();
        int accepted = -1;
        while (accepted < 0 && System.nanoTime() < deadline) {
            int client = client(place.family());
            kernel.connect(client, place.reachable(), SERVER_PORT);
            kernel.awaitReadable(server, ROUND);
            accepted = kernel.accept(server);
            kernel.close(client);
        }
        if (accepted < 0) {
            throw new IllegalStateException(place + " cannot be reached");
        }
        kernel.close(accepted);
    }

    /** A socket whose port, if it is chosen by connect(2), is one for clients. */
    int client(IpFamily family) {
        int socket = kernel.socket(Protocol.TCP, family);
        ports(socket, FIRST_CLIENT_PORT, LAST_PORT);
        return socket;
    }

    /** Limits the ports from which connect(2) chooses. */
    void ports(int socket, int first, int last) {
        kernel.set(socket, KernelSockets.SOL_IP, KernelSockets.IP_LOCAL_PORT_RANGE, last << 16 | first);
    }

    KernelSockets kernel() {
        return kernel;
    }

    BoundSocketReader reader() {
        return reader;
    }

    /** The socket that listens on {@link #SERVER_PORT}. */
    int server() {
        return server;
    }

    int fullPort() {
        return FULL_PORT;
    }

    @Override
    public void close() {
        kernel.closeAll();
        sockDiag.close();
    }
}

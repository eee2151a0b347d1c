package dev.portledger.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections that have nothing to do with the agent: opened on loopback, accepted and closed. Those that leave a TIME_WAIT are
 * closed in order, all others are reset.
 */
final class ConnectionLoad implements AutoCloseable {

    /** A server of addresses of its own, so that its ports are not used up. */
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.2");

    private static final long SLICE = Duration.ofMillis(5).toNanos();

    /** So many ports share the TIME_WAITs: where they fill the client's range, the kernel uses those of loopback again. */
    private static final int QUIET_SERVERS = 10;

    private final ServerSocket server;
    private final List<ServerSocket> quiet = new ArrayList<>();
    private final AtomicLong made = new AtomicLong();
    private final int leaving;
    private volatile double perSecond;
    private volatile boolean closed;

    /** @param leaving each connection of so many leaves a TIME_WAIT */
    private ConnectionLoad(ServerSocket server, int leaving) {
        this.server = server;
        this.leaving = leaving;
    }

    /** Begins to make connections, at no rate yet. */
    static ConnectionLoad start(int leaving) throws IOException {
        ConnectionLoad load = new ConnectionLoad(new ServerSocket(0, 4_096, HERE), leaving);
        for (int i = 0; i < QUIET_SERVERS; i++) {
            load.quiet.add(new ServerSocket(0, 4_096, HERE));
        }
        for (ServerSocket each : load.servers()) {
            Thread.ofPlatform().daemon().name("load-accept").start(() -> load.accept(each));
        }
        Thread.ofPlatform().daemon().name("load-connect").start(load::connect);
        return load;
    }

    /** @param rate connections a second; infinite for as many as there can be */
    void pace(double rate) {
        perSecond = rate;
    }

    /** How many were made so far. */
    long made() {
        return made.get();
    }

    /** Closes many in order, each of which leaves a TIME_WAIT. */
    void leave(int timeWaits) throws IOException {
        for (int i = 0; i < timeWaits; i++) {
            connect(quiet.get(i % QUIET_SERVERS), false);
        }
    }

    private List<ServerSocket> servers() {
        List<ServerSocket> all = new ArrayList<>(quiet);
        all.add(server);
        return all;
    }

    private void accept(ServerSocket server) {
        byte[] end = new byte[1];
        while (!closed) {
            try (Socket accepted = server.accept()) {
                // the end of the other side, so that it is the one that waits
                if (accepted.getInputStream().read(end) >= 0) {
                    throw new IllegalStateException("nobody sends anything");
                }
            } catch (IOException _) {
                // reset, or the end of the load
            }
        }
    }

    private void connect() {
        long next = System.nanoTime();
        double owed = 0;
        while (!closed) {
            double rate = perSecond;
            if (Double.isInfinite(rate)) {
                step();
                next = System.nanoTime();
                continue;
            }
            next += SLICE;
            owed = Math.min(rate, owed + rate * SLICE / 1e9);
            for (; owed >= 1 && !closed; owed--) {
                step();
            }
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void step() {
        try {
            one(made.get() % leaving != 0);
        } catch (IOException e) {
            if (!closed) {
                throw new IllegalStateException("the load has broken down", e);
            }
        }
    }

    private void one(boolean reset) throws IOException {
        connect(reset ? server : quiet.get((int) (made.get() / leaving % QUIET_SERVERS)), reset);
    }

    private void connect(ServerSocket to, boolean reset) throws IOException {
        try (Socket socket = new Socket()) {
            if (reset) {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            socket.connect(new InetSocketAddress(HERE, to.getLocalPort()));
            made.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (ServerSocket each : servers()) {
            each.close();
        }
    }
}

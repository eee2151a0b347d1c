package dev.portledger.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What the agent costs a host with 2,000 listeners, 20,000 TIME_WAIT sockets and so many connections a second that have nothing to do
 * with it: its CPU time and memory, connected over TLS to a real server, with the kernel's events; and how much slower the
 * connections get, with the agent against without it before and after, beside the same without it all three times.
 */
public final class AgentCost {

    private static final int LISTENERS = 2_000;
    private static final int TIME_WAITS = 20_000;
    /** A TIME_WAIT lasts 60 s, so this keeps their number. */
    private static final int TIME_WAITS_PER_SECOND = TIME_WAITS / 60;

    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration MEASURE = Duration.ofSeconds(60);
    /** After a start, the just-in-time compiler has its own load. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Duration STRETCH = Duration.ofSeconds(4);

    private AgentCost() {}

    /**
     * @param jar the built server
     * @param work an empty folder
     */
    public static void run(Path jar, Path work, int rate, int pairs) throws Exception {
        List<ServerSocketChannel> scene = new ArrayList<>();
        Certificate certificate = Certificate.made(work);
        Path token = Files.writeString(work.resolve("token"), "a token of this benchmark alone");
        int tlsPort = ServerProcess.freePort();
        Map<String, String> ofServer = new HashMap<>(certificate.server(tlsPort));
        ofServer.put("PORTLEDGER_ENROLMENT_BOOTSTRAP_TOKEN_FILE", token.toString());
        Map<String, String> ofAgent = Map.of(
                "PORTLEDGER_AGENT_SERVER", "https://127.0.0.1:" + tlsPort,
                "PORTLEDGER_AGENT_CA_FILE", certificate.pem().toString(),
                "PORTLEDGER_AGENT_STATE_DIR", work.resolve("agent").toString(),
                "PORTLEDGER_AGENT_ENROLMENT_TOKEN_FILE", token.toString());
        try (DurablePostgres postgres = DurablePostgres.start(work.resolve("postgres"));
                ServerProcess _ = ServerProcess.start(jar, postgres, work, ofServer);
                ConnectionLoad load = ConnectionLoad.start(Math.max(1, rate / TIME_WAITS_PER_SECOND))) {
            for (int i = 0; i < LISTENERS; i++) {
                ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.INET);
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                scene.add(socket);
            }
            cost(load, rate, work.resolve("agent.log"), ofAgent);
            slowDown(load, pairs, work.resolve("agent.log"), ofAgent);
        } finally {
            for (ServerSocketChannel socket : scene) {
                socket.close();
            }
        }
    }

    private static void cost(ConnectionLoad load, int rate, Path log, Map<String, String> environment)
            throws IOException {
        try (AgentProcess agent = AgentProcess.start(log, environment)) {
            pass(SETTLE);
            print("no load: agent's CPU, of one core", share(agent, MEASURE), "%");
            memory("no load", agent);
            load.leave(TIME_WAITS);
            load.pace(rate);
            pass(SETTLE);
            long before = load.made();
            print("with load: agent's CPU, of one core", share(agent, MEASURE), "%");
            print("connections a second", (load.made() - before) / (double) MEASURE.toSeconds(), "");
            print("TIME_WAIT sockets", timeWaits(), "");
            memory("with load", agent);
            load.pace(0);
            System.out.println(Files.readString(log)
                    .lines()
                    .filter(line -> line.contains("events"))
                    .toList());
        }
    }

    private static void memory(String when, AgentProcess agent) throws IOException {
        print(when + ": resident", agent.residentMiB(), "MiB");
        print(when + ": private dirty", agent.privateDirtyMiB(), "MiB");
    }

    private static double share(AgentProcess agent, Duration time) throws IOException {
        double before = agent.cpuSeconds();
        long began = System.nanoTime();
        pass(time);
        return (agent.cpuSeconds() - before) / ((System.nanoTime() - began) / 1e9) * 100;
    }

    private static void slowDown(ConnectionLoad load, int pairs, Path log, Map<String, String> environment)
            throws IOException {
        double[] withAgent = new double[pairs];
        double[] without = new double[pairs];
        load.pace(Double.POSITIVE_INFINITY);
        pass(STRETCH);
        for (int i = 0; i < pairs; i++) {
            double first = throughput(load);
            double second = throughput(load);
            double third = throughput(load);
            without[i] = 2 * second / (first + third);
            double agent;
            try (AgentProcess _ = AgentProcess.start(log, environment)) {
                pass(WARM_UP);
                agent = throughput(load);
            }
            pass(STRETCH);
            withAgent[i] = 2 * agent / (third + throughput(load));
        }
        load.pace(0);
        slowDown("with the agent", withAgent);
        slowDown("without it", without);
    }

    /** Each is the middle one of three stretches against the mean of its neighbours, so that a drift of the machine counts on neither side. */
    private static void slowDown(String what, double[] ratios) {
        double[] sorted = ratios.clone();
        Arrays.sort(sorted);
        // order statistics: the binomial distribution's, as the normal one has it
        int out = (int) Math.max(0, Math.floor(sorted.length / 2.0 - 0.98 * Math.sqrt(sorted.length)) - 1);
        System.out.printf(
                Locale.ROOT,
                "connections %s, against without: median %.3f, of that 95 %% interval %.3f to %.3f, all %.3f to %.3f, %d pairs%n",
                what,
                sorted[sorted.length / 2],
                sorted[out],
                sorted[sorted.length - 1 - out],
                sorted[0],
                sorted[sorted.length - 1],
                sorted.length);
    }

    private static double throughput(ConnectionLoad load) {
        long before = load.made();
        long began = System.nanoTime();
        pass(STRETCH);
        return (load.made() - before) / ((System.nanoTime() - began) / 1e9);
    }

    /** The "tw" of /proc/net/sockstat. */
    private static int timeWaits() throws IOException {
        String tcp = Files.readAllLines(Path.of("/proc/net/sockstat")).stream()
                .filter(line -> line.startsWith("TCP:"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(tcp.replaceFirst(".* tw ([0-9]+) .*", "$1"));
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        long left;
        while ((left = until - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private static void print(String what, double value, String unit) {
        System.out.printf(Locale.ROOT, "%-60s %10.3f %s%n", what, value, unit);
    }
}

package dev.portledger.bench;

import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.SocketTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What one look at the table costs the agent, with 2,000 listeners on a host of some 300 processes, against what a user
 * would run instead: {@code ss -lntpH}. Both are measured in turn, in pairs, by their CPU time: the agent's by its
 * thread, that of ss by what its process was charged with. A look is measured three times: the first one after ss ran, with
 * cold caches, the mean of ten more in a row, and as the agent makes them: every 500 ms with the kernel's events, by the mean
 * of half a minute, with the searches for holders that fall due.
 */
final class ListenRefresh {

    private static final int WARM_UP = 300;
    private static final int IN_A_ROW = 10;
    /** Each of the other processes has 17 open files, which ss has to read. */
    private static final String FOURTEEN_MORE_DESCRIPTORS =
            "for n in {10..23}; do eval \"exec $n<&0\"; done; exec sleep 600";

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration PACE = Duration.ofMillis(500);
    private static final int PACED = 60;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private ListenRefresh() {}

    static void run(List<String> arguments) throws IOException {
        int listeners = Main.number(arguments, 0, 2_000);
        int processes = Main.number(arguments, 1, 200);
        int pairs = Main.number(arguments, 2, 41);
        List<ServerSocketChannel> scene = new ArrayList<>();
        List<Process> others = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                others.add(new ProcessBuilder("bash", "-c", FOURTEEN_MORE_DESCRIPTORS).start());
            }
            for (int i = 0; i < listeners; i++) {
                boolean v4 = i % 2 == 0;
                ServerSocketChannel socket =
                        ServerSocketChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral(v4 ? "127.0.0.1" : "::1"), 0));
                scene.add(socket);
            }
            new ListenRefresh().measure(listeners, pairs);
        } finally {
            others.forEach(Process::destroyForcibly);
            for (ServerSocketChannel socket : scene) {
                socket.close();
            }
        }
    }

    private void measure(int listeners, int pairs) throws IOException {
        double[] cold = new double[pairs];
        double[] warm = new double[pairs];
        double[] counting = new double[pairs];
        double[] ss = new double[pairs];
        double[] ratios = new double[pairs];
        double[] coldRatios = new double[pairs];
        // one table never counts connections, the other one does with every look
        try (SocketTable table = SocketTable.open(new SocketTable.Settings(NEVER, NEVER), HostClock.start());
                SocketTable counter =
                        SocketTable.open(new SocketTable.Settings(Duration.ZERO, NEVER), HostClock.start())) {
            for (int i = 0; i < WARM_UP; i++) {
                table.look();
                counter.look();
            }
            for (int i = 0; i < pairs; i++) {
                ss[i] = cpuOfSs();
                cold[i] = cpuOf(table, 1);
                warm[i] = cpuOf(table, IN_A_ROW);
                counting[i] = cpuOf(counter, IN_A_ROW);
                ratios[i] = ss[i] / warm[i];
                coldRatios[i] = ss[i] / cold[i];
            }
            require(listeners, table);
        }
        Paced quiet = paced(Scene.QUIET);
        Paced busy = paced(Scene.ONE_A_SECOND);
        print("ss -lntpH, median", median(ss), "ms");
        print("look, in a row, median", median(warm), "ms");
        print("look, first after ss, median", median(cold), "ms");
        print("look, first after ss, mean (with searches for holders)", mean(cold), "ms");
        print("look that counts connections as well, in a row, median", median(counting), "ms");
        print("ss / look in a row, median of pairs", median(ratios), "");
        print("ss / look first after ss, median of pairs", median(coldRatios), "");
        print("every 500 ms with events, quiet", quiet, median(ss));
        print("every 500 ms with events, one more a second", busy, median(ss));
    }

    private static void print(String scene, Paced paced, double ss) {
        print(scene + ": a look, median", paced.median(), "ms");
        print(scene + ": a look, mean, searches for holders included", paced.mean(), "ms");
        print(scene + ": the rest of the process, per look", paced.rest(), "ms");
        print(scene + ": ss / look, of the median", ss / paced.median(), "");
        print(scene + ": ss / look, of the mean", ss / paced.mean(), "");
    }

    private enum Scene {
        QUIET,
        /** A listener opens each second and closes half a second later. */
        ONE_A_SECOND
    }

    /**
     * CPU milliseconds.
     *
     * @param looks of each look, with the searches for holders that fall due
     * @param rest per look, of all other threads: the events' and the JVM's own
     */
    private record Paced(List<Double> looks, double rest) {
        double median() {
            return looks.stream().sorted().toList().get(looks.size() / 2);
        }

        double mean() {
            return looks.stream().mapToDouble(each -> each).average().orElseThrow();
        }
    }

    private Paced paced(Scene scene) throws IOException {
        HostClock clock = HostClock.start();
        try (SocketTable table = SocketTable.open(new SocketTable.Settings(NEVER, NEVER), clock);
                EventSource events = EventSources.open(EventMode.POST, clock::at, table::hear)) {
            if (events.mode() != EventMode.POST) {
                throw new IllegalStateException(events.facility().detail());
            }
            table.expectEvents();
            table.look();
            System.gc();
            long process = processCpu();
            List<Double> looks = new ArrayList<>();
            for (int i = 0; i < PACED; i++) {
                try (ServerSocketChannel guest = ServerSocketChannel.open()) {
                    if (scene == Scene.ONE_A_SECOND && i % 2 == 0) {
                        guest.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                    }
                    LockSupport.parkNanos(PACE.toNanos());
                    long before = threads.getCurrentThreadCpuTime();
                    table.look();
                    looks.add((threads.getCurrentThreadCpuTime() - before) / 1e6);
                }
            }
            process = processCpu() - process;
            double looking = looks.stream().mapToDouble(each -> each).sum();
            return new Paced(looks, (process / 1e6 - looking) / PACED);
        }
    }

    private static long processCpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElseThrow();
    }

    /** CPU milliseconds of a look, of the thread that looks; the mean of so many. */
    private double cpuOf(SocketTable table, int looks) throws IOException {
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < looks; i++) {
            if (table.look().digest() == 0) {
                throw new IllegalStateException("an empty table measures nothing");
            }
        }
        return (threads.getCurrentThreadCpuTime() - before) / 1e6 / looks;
    }

    private static double cpuOfSs() throws IOException {
        Path times = Files.createTempFile("ss", ".times");
        try {
            // bash tells user and system time of its children to the millisecond; the line is the same every time
            Process process = new ProcessBuilder("bash", "-c", "ss -lntpH > /dev/null; times")
                    .redirectOutput(times.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            process.onExit().join();
            String children = Files.readAllLines(times).get(1);
            return Arrays.stream(children.split(" ", -1))
                    .mapToDouble(ListenRefresh::millis)
                    .sum();
        } finally {
            Files.delete(times);
        }
    }

    /** {@code 0m0.120s} in milliseconds. */
    private static double millis(String time) {
        String[] parts = time.replace("s", "").split("m", -1);
        return (Integer.parseInt(parts[0]) * 60 + Double.parseDouble(parts[1])) * 1_000;
    }

    private static void require(int listeners, SocketTable table) {
        int seen = table.state().listeners().size();
        if (seen < listeners) {
            throw new IllegalStateException("the table has " + seen + " listeners");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static void print(String what, double value, String unit) {
        System.out.printf(Locale.ROOT, "%-85s %10.3f %s%n", what, value, unit);
    }
}

package dev.portledger.bench;

import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.Look;
import dev.portledger.agent.socket.SocketTable;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs to watch the listeners of very many other network namespaces, as on a host with as many containers: the CPU time of the
 * thread that looks, twice a second, without and with them; and how long after its listen(2) a listener in one of them is seen if no
 * event tells of it.
 */
final class NetworkNamespaces {

    /**
     * So many processes, each in a namespace of its own with a listener on port 8080, that open another one on port 8081 when they are
     * told to, and end with their parent.
     */
    private static final String SCENE = """
            use IO::Socket::INET;
            my ($count, $unshare) = @ARGV;
            $| = 1;
            my @children;
            for (1 .. $count) {
                pipe(my $in, my $out);
                pipe(my $done, my $did);
                my $pid = fork() // die $!;
                if (!$pid) {
                    close $_ for $out, $done, map { @$_ } @children; # as a walk over open files would be long
                    syscall($unshare, 0x40000000) == 0 or die "unshare: $!";
                    my @held = IO::Socket::INET->new(LocalPort => 8080, Listen => 5) or die $!;
                    syswrite $did, 'x';
                    sysread($in, my $told, 1) or exit;
                    push @held, IO::Socket::INET->new(LocalPort => 8081, Listen => 5) or die $!;
                    syswrite $did, 'x';
                    sysread($in, $told, 1);
                    exit;
                }
                close $in;
                close $did;
                sysread($done, my $ready, 1) or die 'a child has ended';
                push @children, [$out, $done];
            }
            print "ready\\n";
            <STDIN>;
            syswrite $_->[0], 'x' for @children;
            sysread $_->[1], my $ready, 1 for @children;
            print "opened\\n";
            <STDIN>;
            """;

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private NetworkNamespaces() {}

    static void run(List<String> arguments) throws IOException {
        int namespaces = Main.number(arguments, 0, 200);
        Duration each = Duration.ofSeconds(Main.number(arguments, 1, 60));
        String unshare = System.getProperty("os.arch").equals("aarch64") ? "97" : "272";
        Process scene = new ProcessBuilder("perl", "-e", SCENE, Integer.toString(namespaces), unshare)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Writer in = scene.outputWriter();
                var out = scene.inputReader()) {
            expect("ready", out.readLine());
            NetworkNamespaces bench = new NetworkNamespaces();
            bench.measure("without other namespaces", 0, each);
            bench.measure(namespaces + " other namespaces", 4096, each);
            latencies(namespaces, () -> {
                in.write("\n");
                in.flush();
                expect("opened", out.readLine());
            });
        } finally {
            scene.destroy();
            scene.onExit().join();
        }
    }

    private static void expect(String word, String line) throws IOException {
        if (!word.equals(line)) {
            throw new IOException("the scene could not be made: " + line);
        }
    }

    private static SocketTable table(int namespaces) throws IOException {
        return SocketTable.open(new SocketTable.Settings(NEVER, NEVER).reading(namespaces), HostClock.start());
    }

    /** Looks for a while after a while. */
    private void measure(String what, int namespaces, Duration duration) throws IOException {
        try (SocketTable table = table(namespaces)) {
            looks(table, SETTLE, new ArrayList<>());
            List<Double> millis = new ArrayList<>();
            long before = threads.getCurrentThreadCpuTime();
            looks(table, duration, millis);
            double cpu = (threads.getCurrentThreadCpuTime() - before) / (double) duration.toNanos() * 100;
            Collections.sort(millis);
            print(what + ", of a core", cpu, "%");
            print("    a look, median", millis.get(millis.size() / 2), "ms CPU");
            print("    a look, 95th percentile", millis.get(millis.size() * 95 / 100), "ms CPU");
            print("    listeners", table.state().listeners().size(), "");
        }
    }

    private void looks(SocketTable table, Duration duration, List<Double> millis) throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        for (long next = System.nanoTime(); next < end; next += EVERY.toNanos()) {
            pauseUntil(next);
            long before = threads.getCurrentThreadCpuTime();
            table.look();
            millis.add((threads.getCurrentThreadCpuTime() - before) / 1e6);
        }
        pauseUntil(end);
    }

    @FunctionalInterface
    private interface Opening {
        void open() throws IOException;
    }

    private static void latencies(int namespaces, Opening opening) throws IOException {
        try (SocketTable table = table(4096)) {
            new NetworkNamespaces().looks(table, SETTLE, new ArrayList<>());
            opening.open();
            long opened = System.nanoTime();
            List<Double> seconds = new ArrayList<>();
            while (seconds.size() < namespaces && System.nanoTime() - opened < PATIENCE.toNanos()) {
                Look look = table.look();
                double now = (System.nanoTime() - opened) / 1e9;
                look.opened().stream()
                        .filter(one -> one.listener().key().endpoint().port() == 8081)
                        .forEach(_ -> seconds.add(now));
                pauseUntil(System.nanoTime() + EVERY.toNanos());
            }
            if (seconds.size() != namespaces) {
                throw new IOException("only " + seconds.size() + " of the new listeners were seen");
            }
            print("without events, a new listener is seen after, median", seconds.get(namespaces / 2), "s");
            print("without events, a new listener is seen after, at most", seconds.getLast(), "s");
        }
    }

    private static void pauseUntil(long nanos) {
        long rest;
        while ((rest = nanos - System.nanoTime()) > 0) {
            LockSupport.parkNanos(rest);
        }
    }

    private static void print(String what, double value, String unit) {
        System.out.printf(Locale.ROOT, "%-65s %10.3f %s%n", what, value, unit);
    }
}

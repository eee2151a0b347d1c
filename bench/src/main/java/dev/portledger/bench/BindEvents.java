package dev.portledger.bench;

import dev.portledger.agent.bindwatch.EventMode;
import dev.portledger.agent.bindwatch.EventSource;
import dev.portledger.agent.bindwatch.EventSources;
import dev.portledger.agent.bindwatch.KernelEvent;
import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import dev.portledger.agent.socket.HostClock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after a bind has failed, or a listener has opened, the agent's event is there. The time runs from the return of the call
 * in the process that made it to the call of the agent's listener, at random intervals of up to 30 ms.
 */
final class BindEvents {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final BlockingQueue<Long> failed = new ArrayBlockingQueue<>(1_000);
    private final BlockingQueue<Long> opened = new ArrayBlockingQueue<>(1_000);
    private int port;

    private BindEvents() {}

    static void run(List<String> arguments) throws Exception {
        int count = arguments.isEmpty() ? 1_000 : Integer.parseInt(arguments.getFirst());
        for (EventMode mode : List.of(EventMode.POST, EventMode.EXIT, EventMode.TRACEFS)) {
            new BindEvents().measure(mode, count);
        }
    }

    private void measure(EventMode mode, int count) throws IOException, InterruptedException {
        HostClock clock = HostClock.start();
        try (ServerSocket holder = new ServerSocket(0, 1, HERE)) {
            port = holder.getLocalPort();
            long before = System.nanoTime();
            try (EventSource source = EventSources.open(mode, clock::at, this::heard)) {
                double attached = (System.nanoTime() - before) / 1e6;
                if (source.mode() != mode) {
                    System.out.println(mode + " is not possible here: " + source.facility());
                    return;
                }
                Random random = new Random(1);
                System.out.printf(Locale.ROOT, "%s: attached in %.0f ms%n", mode, attached);
                if (mode != EventMode.TRACEFS) {
                    print("failed bind", failures(random, count));
                }
                print("listener opened", openings(random, count));
            }
        }
    }

    private void heard(KernelEvent event) {
        long now = System.nanoTime();
        int own = (int) ProcessHandle.current().pid();
        switch (event) {
            case BindFailed bind
            when bind.caller().pid() == own && bind.socket().endpoint().port() == port -> failed.add(now);
            case Listening listening when listening.caller().pid() == own -> opened.add(now);
            default -> {}
        }
    }

    private double[] failures(Random random, int count) throws InterruptedException, IOException {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(random.nextInt(30_000_000));
            long returned;
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(HERE, port));
                throw new IllegalStateException("the bind did not fail");
            } catch (BindException e) {
                returned = System.nanoTime();
            }
            millis[i] = awaited(failed, returned);
        }
        return millis;
    }

    private double[] openings(Random random, int count) throws InterruptedException, IOException {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(random.nextInt(30_000_000));
            try (ServerSocket socket = new ServerSocket(0, 1, HERE)) {
                long returned = System.nanoTime();
                millis[i] = awaited(opened, returned);
                if (socket.isClosed()) {
                    throw new IllegalStateException("closed too early");
                }
            }
        }
        return millis;
    }

    private static double awaited(BlockingQueue<Long> events, long since) throws InterruptedException {
        Long at = events.poll(10, TimeUnit.SECONDS);
        if (at == null) {
            throw new IllegalStateException("no event within 10 s");
        }
        return Math.max(0, at - since) / 1e6;
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "  %-16s n %d  p50 %.2f ms  p90 %.2f  p99 %.2f  max %.2f%n",
                what,
                millis.length,
                millis[millis.length / 2],
                millis[millis.length * 9 / 10],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1]);
    }
}

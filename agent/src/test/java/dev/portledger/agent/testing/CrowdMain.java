package dev.portledger.agent.testing;

import dev.portledger.agent.engine.EngineSockets;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.socket.Look;
import dev.portledger.agent.socket.SocketTable;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Looks as often as there are lines on its standard input, and answers each with {@code opened closed listeners held nanoseconds}
 * ({@code held}: for sure, and by exactly the process that has so many ports of the crowd; the arguments are how many,
 * the first port and the processes in the order of their ports).
 */
public final class CrowdMain {

    private CrowdMain() {}

    public static void main(String[] args) throws IOException {
        int each = Integer.parseInt(args[0]);
        int first = Integer.parseInt(args[1]);
        List<Integer> pids = Arrays.stream(args).skip(2).map(Integer::valueOf).toList();
        SocketTable.Settings settings = new SocketTable.Settings(Duration.ofSeconds(2), Duration.ofSeconds(10))
                .asking(EngineSockets.at(List.of()))
                .reading(0);
        try (SocketTable table = SocketTable.open(settings, HostClock.start())) {
            while (System.in.read() >= 0) {
                long began = System.nanoTime();
                Look look = table.look();
                long took = System.nanoTime() - began;
                List<Listener> listeners = table.state().listeners();
                long held = listeners.stream()
                        .filter(one -> isHeld(one, pids.get(number(one, first) / each)))
                        .count();
                System.out.println(look.opened().size() + " " + look.closed().size() + " " + listeners.size() + " "
                        + held + " " + took);
            }
        }
    }

    private static int number(Listener listener, int first) {
        return listener.key().endpoint().port() - first;
    }

    private static boolean isHeld(Listener listener, int pid) {
        return listener.holders() instanceof Holders.Known known
                && known.list().size() == 1
                && known.list().getFirst().process().pid() == pid;
    }
}

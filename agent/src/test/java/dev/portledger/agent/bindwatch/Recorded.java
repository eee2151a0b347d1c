package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.BindFailed;
import dev.portledger.agent.bindwatch.KernelEvent.Lost;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Every event that came, in order. */
final class Recorded implements Consumer<KernelEvent> {

    private final Queue<KernelEvent> all = new ConcurrentLinkedQueue<>();

    @Override
    public void accept(KernelEvent event) {
        all.add(event);
    }

    List<KernelEvent> all() {
        return List.copyOf(all);
    }

    <E extends KernelEvent> List<E> of(Class<E> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether a failed bind of a process to a port was told. */
    boolean hasFailed(long pid, int port) {
        return of(BindFailed.class).stream()
                .anyMatch(failed -> failed.caller().pid() == pid
                        && failed.socket().endpoint().port() == port);
    }

    long lost() {
        return of(Lost.class).stream().mapToLong(Lost::count).sum();
    }
}

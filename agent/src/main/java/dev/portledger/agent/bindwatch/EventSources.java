package dev.portledger.agent.bindwatch;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The ladder: which source of events is used, found out by trying. */
public final class EventSources {

    private EventSources() {}

    /**
     * Starts the wanted source, or the next one below it that works here; in the end there is polling, which always does.
     * What was tried and why it is not used is in {@link EventSource#facility}.
     *
     * <p>{@link EventMode#AUTO} begins with {@link EventMode#POST}: {@link EventMode#EXIT} tells more, but lets each system
     * call of the host pay for it, which is for its owner to decide.
     *
     * @param clock tells the time of a CLOCK_MONOTONIC reading in nanoseconds
     * @param listener gets the events, from one thread; it is quick and does not throw
     */
    public static EventSource open(EventMode wanted, LongFunction<Instant> clock, Consumer<KernelEvent> listener) {
        List<String> reasons = new ArrayList<>();
        for (EventMode rung : ladder(wanted)) {
            try {
                String why = sentence(reasons);
                return switch (rung) {
                    case EXIT, POST -> BpfEvents.open(rung, why, BpfEvents.RING_BYTES, clock, listener);
                    case TRACEFS -> TraceFsEvents.open(why, clock, listener);
                    case AUTO, POLL -> new NoEvents(why);
                };
            } catch (IOException | RuntimeException e) {
                reasons.add(rung.text() + " is not possible (" + reason(e) + ")");
            }
        }
        return new NoEvents(sentence(reasons));
    }

    private static List<EventMode> ladder(EventMode wanted) {
        return switch (wanted) {
            case EXIT -> List.of(EventMode.EXIT, EventMode.POST, EventMode.TRACEFS);
            case AUTO, POST -> List.of(EventMode.POST, EventMode.TRACEFS);
            case TRACEFS -> List.of(EventMode.TRACEFS);
            case POLL -> List.of();
        };
    }

    private static String sentence(List<String> reasons) {
        return reasons.isEmpty() ? "" : ". " + String.join(", ", reasons);
    }

    private static String reason(Exception e) {
        if (e instanceof KernelException refused && (refused.is(Errno.EPERM) || refused.is(Errno.EACCES))) {
            return refused.getMessage()
                    + "; it needs root, or CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN and CAP_SYS_ADMIN, and no seccomp filter"
                    + " that forbids it";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}

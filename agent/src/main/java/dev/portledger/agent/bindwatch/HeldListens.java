package dev.portledger.agent.bindwatch;

import dev.portledger.agent.bindwatch.KernelEvent.Closed;
import dev.portledger.agent.bindwatch.KernelEvent.Listening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Keeps entries into LISTEN back for a moment. A listen(2) that fails enters LISTEN and leaves it at once, in the same thread,
 * without closing the socket; that was no listener and is not told.
 */
final class HeldListens {

    static final Duration HOLD = Duration.ofMillis(1);

    private final List<Listening> held = new ArrayList<>();

    void hold(Listening listening) {
        held.add(listening);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /**
     * A socket has left LISTEN, and it is not known whether it was closed.
     *
     * @return whether that is the end of a listen(2) that fails, and is not to be told
     */
    boolean wasFailed(Closed closed) {
        Iterator<Listening> each = held.iterator();
        while (each.hasNext()) {
            Listening listening = each.next();
            if (listening.caller().tid() == closed.caller().tid()
                    && listening.socket().cookie().equals(closed.cookie())
                    && closed.endpoint().equals(Optional.of(listening.socket().endpoint()))
                    && Duration.between(listening.at(), closed.at()).compareTo(HOLD) < 0) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** Those that were real, oldest first: they are older than the time to hold. */
    List<Listening> release(Instant now) {
        List<Listening> real = held.stream()
                .takeWhile(listening -> Duration.between(listening.at(), now).compareTo(HOLD) >= 0)
                .toList();
        held.subList(0, real.size()).clear();
        return real;
    }

    /** All of them, since one of them was told to be closed. */
    List<Listening> releaseAll() {
        List<Listening> all = List.copyOf(held);
        held.clear();
        return all;
    }
}

package dev.portledger.agent.stop;

import dev.portledger.agent.socket.HostClock;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.socket.ConnectionCount;
import dev.portledger.domain.socket.Listener;
import dev.portledger.domain.socket.SocketKey;
import dev.portledger.domain.stop.StopOutcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What came of a stop, by fresh looks at the kernel's sockets: "signal sent" is not an outcome. */
record Verification(PortLook look, HostClock clock) {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    Occupancy occupancy(SocketKey socket) throws IOException {
        return new Occupancy(
                socket, look.inspect(socket.protocol(), socket.endpoint().port(), Optional.of(socket.netns())));
    }

    /**
     * Waits until the socket is gone.
     *
     * @return how it was at the last look
     */
    Occupancy awaitGone(SocketKey socket, Duration atMost) throws IOException {
        long until = System.nanoTime() + atMost.toNanos();
        Occupancy seen = occupancy(socket);
        while (seen.targetSocket().isPresent() && System.nanoTime() - until < 0) {
            pause();
            seen = occupancy(socket);
        }
        return seen;
    }

    /** The outcome, once nothing more is done: the same socket, somebody else, or nobody for as long as the plan says. */
    StopOutcome outcome(ServerFrame.Stop stop) throws IOException {
        SocketKey socket = stop.target().socket();
        long until = System.nanoTime() + stop.verifyFor().toNanos();
        while (true) {
            Occupancy seen = occupancy(socket);
            Optional<Listener> same = seen.targetSocket();
            List<Listener> holding = seen.holding();
            boolean over = System.nanoTime() - until >= 0;
            if (same.isEmpty() && !holding.isEmpty()) {
                return new StopOutcome.Rebound(holding);
            }
            if (over && same.isPresent()) {
                return new StopOutcome.StillHeld(List.of(same.get()));
            }
            if (over) {
                return free(seen);
            }
            pause();
        }
    }

    /** Nobody listens. Whoever starts binds before it listens, so that only now those count who did nothing but bind. */
    private StopOutcome free(Occupancy seen) {
        List<Listener> bound = seen.onlyBound();
        if (!bound.isEmpty()) {
            return new StopOutcome.Rebound(bound);
        }
        List<ConnectionCount> waiting = seen.timeWait();
        if (waiting.isEmpty()) {
            return new StopOutcome.Freed();
        }
        int count = waiting.stream().mapToInt(ConnectionCount::count).sum();
        Instant last = waiting.stream()
                .map(ConnectionCount::lastLeavesAt)
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElseGet(clock::instant);
        return new StopOutcome.OnlyTimeWait(count, last);
    }

    private static void pause() throws InterruptedIOException {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the agent is being stopped");
        }
    }
}

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
    /** Of a socket that is about to go. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private static final Duration SOON = Duration.ofSeconds(1);

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
        long began = System.nanoTime();
        Occupancy seen = occupancy(socket);
        while (seen.targetSocket().isPresent() && System.nanoTime() - began < atMost.toNanos()) {
            pause(System.nanoTime() - began < SOON.toNanos() ? LOOK_AGAIN : LOOK_EVERY);
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

    /**
     * The outcome as soon as the socket is gone, by one look: for what a manager has stopped and will not start again by itself. While it
     * is there it is waited for, as long as the plan says.
     */
    StopOutcome earlyOutcome(ServerFrame.Stop stop) throws IOException {
        Occupancy seen = awaitGone(stop.target().socket(), stop.verifyFor());
        Optional<Listener> same = seen.targetSocket();
        if (same.isPresent()) {
            return new StopOutcome.StillHeld(List.of(same.get()));
        }
        StopOutcome free = gone(seen);
        return free instanceof StopOutcome.Freed
                ? new StopOutcome.Freed(Optional.of(clock.instant().plus(stop.verifyFor())))
                : free;
    }

    /** How it is once TIME_WAIT sockets were released, of which nothing has to come back. */
    StopOutcome afterRelease(ServerFrame.Stop stop) throws IOException {
        return gone(occupancy(stop.target().socket()));
    }

    private StopOutcome gone(Occupancy seen) {
        List<Listener> holding = seen.holding();
        return holding.isEmpty() ? free(seen) : new StopOutcome.Rebound(holding);
    }

    /** Who takes the endpoint within that time; looks once at least. */
    Optional<StopOutcome> taken(ServerFrame.Stop stop, Duration within) throws IOException {
        long until = System.nanoTime() + Math.max(0, within.toNanos());
        while (true) {
            List<Listener> holding = occupancy(stop.target().socket()).holding();
            if (!holding.isEmpty()) {
                return Optional.of(new StopOutcome.Rebound(holding));
            }
            if (System.nanoTime() - until >= 0) {
                return Optional.empty();
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
        pause(LOOK_EVERY);
    }

    private static void pause(Duration time) throws InterruptedIOException {
        LockSupport.parkNanos(time.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the agent is being stopped");
        }
    }
}

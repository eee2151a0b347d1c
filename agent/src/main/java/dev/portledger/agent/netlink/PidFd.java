package dev.portledger.agent.netlink;

import dev.portledger.domain.stop.Signal;
import java.time.Duration;

/**
 * A process by descriptor: once open it means this process and never one that got the same pid later (pidfd_open(2)).
 *
 * <p>Open it first, then check that the process is the one that is meant (start time, socket), then send: whatever
 * happens in between, no other process can be hit. Linux 5.3 or later.
 */
public final class PidFd implements AutoCloseable {

    /** @throws KernelException ESRCH when there is no such process, ENOSYS before Linux 5.3 */
    public static PidFd open(int pid) throws KernelException {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits until the process has ended; a zombie has ended. May be called from any thread.
     *
     * @return whether it has ended; false when the time is over, or the thread was interrupted (its flag stays set)
     */
    public boolean awaitExit(Duration atMost) throws KernelException {
        throw new UnsupportedOperationException();
    }

    /** @throws KernelException ESRCH when the process has ended, EPERM when this user may not signal it */
    public void send(Signal signal) throws KernelException {
        throw new UnsupportedOperationException();
    }

    /** Closing twice does nothing. */
    @Override
    public void close() {}
}

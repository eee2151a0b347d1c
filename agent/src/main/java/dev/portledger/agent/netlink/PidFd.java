package dev.portledger.agent.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import dev.portledger.domain.stop.Signal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process by descriptor: once open it means this process and never one that got the same pid later (pidfd_open(2)).
 *
 * <p>Open it first, then check that the process is the one that is meant (start time, socket), then send: whatever
 * happens in between, no other process can be hit. Linux 5.3 or later.
 */
public final class PidFd implements AutoCloseable {

    private static final short POLLIN = 1;
    private static final short POLLNVAL = 0x20;
    /** An interrupt of the thread does not end the system call, so it is looked for this often. */
    private static final Duration SLICE = Duration.ofMillis(50);

    private final int descriptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PidFd(int descriptor) {
        this.descriptor = descriptor;
    }

    /** @throws KernelException ESRCH when there is no such process, ENOSYS before Linux 5.3 */
    public static PidFd open(int pid) throws KernelException {
        return new PidFd((int) Native.check(Syscall.PIDFD_OPEN, Native.call(Syscall.PIDFD_OPEN, pid, 0, 0)));
    }

    /**
     * Waits until the process has ended; a zombie has ended. May be called from any thread.
     *
     * @return whether it has ended; false when the time is over, or the thread was interrupted (its flag stays set)
     */
    public boolean awaitExit(Duration atMost) throws KernelException {
        long deadline = System.nanoTime() + atMost.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4);
            MemorySegment timeout = arena.allocate(16, 8);
            while (true) {
                long left = Math.max(0, deadline - System.nanoTime());
                if (ended(poll, timeout, Math.min(left, SLICE.toNanos()))) {
                    return true;
                }
                if (left == 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
            }
        }
    }

    private boolean ended(MemorySegment poll, MemorySegment timeout, long nanos) throws KernelException {
        poll.set(JAVA_INT, 0, closed.get() ? -1 : descriptor);
        poll.set(JAVA_SHORT, 4, POLLIN);
        poll.set(JAVA_SHORT, 6, (short) 0);
        timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000);
        long ready = Native.call(Syscall.PPOLL, poll.address(), 1, timeout.address(), 0);
        if (Native.is(ready, Errno.EINTR)) {
            return false;
        }
        Native.check(Syscall.PPOLL, ready);
        short events = poll.get(JAVA_SHORT, 6);
        if ((events & POLLNVAL) != 0) {
            throw new KernelException("ppoll", Errno.EBADF.number());
        }
        return (events & POLLIN) != 0;
    }

    /** @throws KernelException ESRCH when the process has ended, EPERM when this user may not signal it */
    public void send(Signal signal) throws KernelException {
        if (closed.get()) {
            throw new KernelException("pidfd_send_signal", Errno.EBADF.number());
        }
        Native.check(
                Syscall.PIDFD_SEND_SIGNAL, Native.call(Syscall.PIDFD_SEND_SIGNAL, descriptor, signal.number(), 0, 0));
    }

    /**
     * A duplicate of a descriptor of that process, closed on exec; whoever calls closes it. The file behind it stays open for as
     * long, whatever the process does.
     *
     * @throws KernelException EPERM when this user may not (PTRACE_MODE_ATTACH_REALCREDS of ptrace(2)), EBADF when the process
     *     has no such descriptor, ESRCH when it has ended, ENOSYS before Linux 5.6 (pidfd_getfd(2))
     */
    int duplicate(int foreign) throws KernelException {
        if (closed.get()) {
            throw new KernelException("pidfd_getfd", Errno.EBADF.number());
        }
        return (int) Native.check(Syscall.PIDFD_GETFD, Native.call(Syscall.PIDFD_GETFD, descriptor, foreign, 0));
    }

    /** Closing twice does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Native.close(descriptor);
        }
    }
}

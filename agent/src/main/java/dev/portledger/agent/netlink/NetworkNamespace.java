package dev.portledger.agent.netlink;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Another network namespace, by a descriptor of {@code /proc/PID/ns/net}: it cannot go away while this is open, also if its last
 * process ends. Whoever is to do something in it visits it on a thread that ends afterwards and so never has to come home
 * (setns(2)); a socket that is made there stays there, and is of use to every thread.
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final int AT_FDCWD = -100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x4000_0000;

    /** What is done there. */
    @FunctionalInterface
    public interface Work<T> {
        T there() throws IOException;
    }

    private final long inode;
    private final int descriptor;
    private final AtomicBoolean closed = new AtomicBoolean();

    private NetworkNamespace(long inode, int descriptor) {
        this.inode = inode;
        this.descriptor = descriptor;
    }

    /**
     * The namespace of a process.
     *
     * @param inode its number; a process that is in another one by now, or has ended, is {@link NamespaceGoneException}
     * @throws NamespaceRefusedException when this process lacks CAP_SYS_PTRACE
     */
    public static NetworkNamespace of(int pid, long inode) throws IOException {
        return open("/proc/" + pid + "/ns/net", inode);
    }

    /** The same, to be closed by somebody else. */
    public NetworkNamespace again() throws IOException {
        return open("/proc/self/fd/" + descriptor, inode);
    }

    private static NetworkNamespace open(String file, long inode) throws IOException {
        long opened;
        try (Arena arena = Arena.ofConfined()) {
            opened = Native.call(
                    Syscall.OPENAT, AT_FDCWD, arena.allocateFrom(file).address(), O_CLOEXEC);
        }
        if (Native.is(opened, Errno.EACCES) || Native.is(opened, Errno.EPERM)) {
            throw new NamespaceRefusedException("opening " + file + " was refused, which needs CAP_SYS_PTRACE");
        }
        if (Native.is(opened, Errno.ENOENT) || Native.is(opened, Errno.ESRCH)) {
            throw new NamespaceGoneException(inode);
        }
        int descriptor = (int) Native.check(Syscall.OPENAT, opened);
        NetworkNamespace namespace = new NetworkNamespace(inode, descriptor);
        try {
            if (Namespace.inode(Path.of("/proc/self/fd/" + descriptor)) != inode) {
                throw new NamespaceGoneException(inode);
            }
            return namespace;
        } catch (IOException | RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    public long inode() {
        return inode;
    }

    /**
     * Does something in this namespace and waits for it. Takes a tenth of a millisecond more than the work.
     *
     * @throws NamespaceRefusedException when this process lacks CAP_SYS_ADMIN
     */
    public <T> T visit(Work<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.there();
        });
        Thread.ofPlatform().daemon().name("netns-" + inode).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the agent is being stopped");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void enter() throws IOException {
        long entered = Native.call(Syscall.SETNS, descriptor, CLONE_NEWNET, 0);
        if (Native.is(entered, Errno.EPERM)) {
            throw new NamespaceRefusedException(
                    "setns(2) was refused, which needs CAP_SYS_ADMIN and no filter of system calls that forbids it");
        }
        Native.check(Syscall.SETNS, entered);
    }

    /** Closing twice does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Native.close(descriptor);
        }
    }
}

package dev.portledger.agent.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A file system of the kernel that is mounted nowhere: only this process reaches it, by its descriptor, and it is gone with
 * it (fsopen(2), fsmount(2); Linux 5.2 or later, CAP_SYS_ADMIN). For {@code tracefs} and {@code cgroup2} where the host has not
 * mounted them, which is not ours to change.
 */
public final class DetachedMount implements AutoCloseable {

    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int MOUNT_ATTR_NOSUID_NODEV_NOEXEC = 2 | 4 | 8;

    private final int descriptor;

    private DetachedMount(int descriptor) {
        this.descriptor = descriptor;
    }

    /** @param type as in {@code /proc/filesystems} */
    public static DetachedMount open(String type) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(type);
            int context =
                    (int) Native.check(Syscall.FSOPEN, Native.call(Syscall.FSOPEN, name.address(), FSOPEN_CLOEXEC, 0));
            try {
                Native.check(Syscall.FSCONFIG, Native.call(Syscall.FSCONFIG, context, FSCONFIG_CMD_CREATE, 0, 0, 0, 0));
                return new DetachedMount((int) Native.check(
                        Syscall.FSMOUNT,
                        Native.call(Syscall.FSMOUNT, context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID_NODEV_NOEXEC)));
            } finally {
                Native.close(context);
            }
        }
    }

    /** Its root, as long as it is open. */
    public Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /** Once only. */
    @Override
    public void close() {
        Native.close(descriptor);
    }
}

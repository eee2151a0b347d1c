package dev.portledger.agent.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * From a cgroup's id to its folder: the id is the file handle of the folder on the cgroup2 mount (open_by_handle_at(2),
 * FILEID_KERNFS in fs/kernfs/mount.c). Needs CAP_DAC_READ_SEARCH.
 */
public final class CgroupHandles implements AutoCloseable {

    private static final int AT_FDCWD = -100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int FILEID_KERNFS = 0xfe;
    private static final int PATH_MAX = 4096;

    private final int mount;

    private CgroupHandles(int mount) {
        this.mount = mount;
    }

    /** @param mountPoint where cgroup2 is mounted */
    public static CgroupHandles open(Path mountPoint) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(mountPoint.toString());
            long mount = Native.call(Syscall.OPENAT, AT_FDCWD, path.address(), O_CLOEXEC);
            return new CgroupHandles((int) Native.check(Syscall.OPENAT, mount));
        }
    }

    /**
     * The folder of a cgroup; empty if the cgroup has been removed.
     *
     * @throws KernelException EPERM without CAP_DAC_READ_SEARCH
     */
    public Optional<Path> folder(long cgroupId) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(16, 8);
            handle.set(JAVA_INT, 0, Long.BYTES);
            handle.set(JAVA_INT, 4, FILEID_KERNFS);
            handle.set(JAVA_LONG, 8, cgroupId);
            long folder = Native.call(Syscall.OPEN_BY_HANDLE_AT, mount, handle.address(), O_CLOEXEC);
            if (Native.is(folder, Errno.ESTALE) || Native.is(folder, Errno.ENOENT)) {
                return Optional.empty();
            }
            Native.check(Syscall.OPEN_BY_HANDLE_AT, folder);
            try {
                return Optional.of(target(arena, folder));
            } finally {
                Native.close((int) folder);
            }
        }
    }

    private static Path target(Arena arena, long descriptor) throws KernelException {
        MemorySegment name = arena.allocateFrom("/proc/self/fd/" + descriptor);
        MemorySegment link = arena.allocate(PATH_MAX);
        long length = Native.call(Syscall.READLINKAT, AT_FDCWD, name.address(), link.address(), PATH_MAX);
        Native.check(Syscall.READLINKAT, length);
        return Path.of(new String(link.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        Native.close(mount);
    }
}

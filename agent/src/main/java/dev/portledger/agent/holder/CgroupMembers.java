package dev.portledger.agent.holder;

import dev.portledger.agent.kernel.CgroupMount;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.netlink.CgroupHandles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** Processes of a cgroup by the cgroup's id, as sock_diag tells it of a socket. */
final class CgroupMembers implements AutoCloseable {

    private static final long ROOT = 1;

    private final CgroupHandles handles;
    private final Path mount;

    private CgroupMembers(CgroupHandles handles, Path mount) {
        this.handles = handles;
        this.mount = mount;
    }

    /** Empty on hosts without cgroup2, where a socket's cgroup id means nothing, and where its folders may not be opened. */
    static Optional<CgroupMembers> open() throws IOException {
        Optional<Path> mount = CgroupMount.find(Files.readString(Path.of("/proc/self/mountinfo")));
        if (mount.isEmpty()) {
            return Optional.empty();
        }
        CgroupHandles handles = CgroupHandles.open(mount.get());
        try {
            handles.folder(ROOT);
            return Optional.of(new CgroupMembers(handles, mount.get()));
        } catch (KernelException e) {
            handles.close();
            return Optional.empty(); // not permitted without CAP_DAC_READ_SEARCH
        }
    }

    /** The path of a cgroup below the root of the hierarchy, {@code /system.slice/x.service}; empty if it is gone. */
    Optional<String> path(long cgroupId) {
        try {
            return handles.folder(cgroupId)
                    .filter(folder -> folder.startsWith(mount))
                    .map(folder -> "/" + mount.relativize(folder));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    /** The processes of a cgroup; none if it is gone, may not be opened, or has more than so many. */
    int[] pids(long cgroupId, int atMost) {
        try {
            Optional<Path> folder = handles.folder(cgroupId);
            if (folder.isEmpty()) {
                return new int[0];
            }
            try (var lines = Files.lines(folder.get().resolve("cgroup.procs"))) {
                int[] pids =
                        lines.limit(atMost + 1L).mapToInt(Integer::parseInt).toArray();
                return pids.length > atMost ? new int[0] : pids;
            }
        } catch (IOException | RuntimeException e) {
            return IntStream.empty().toArray();
        }
    }

    @Override
    public void close() {
        handles.close();
    }
}

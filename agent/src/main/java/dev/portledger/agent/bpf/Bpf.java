package dev.portledger.agent.bpf;

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
import java.util.ArrayList;
import java.util.List;

/**
 * What was put into the kernel by bpf(2) and perf_event_open(2), each by a descriptor. All of it goes when these are closed, and
 * so with this process, however that ends: nothing is pinned. For one thread at a time.
 *
 * <p>Needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN, or root. The offsets are those of union bpf_attr in linux/bpf.h.
 */
final class Bpf implements AutoCloseable {

    private static final int MAP_CREATE = 0;
    private static final int MAP_LOOKUP_ELEM = 1;
    private static final int PROG_LOAD = 5;
    private static final int RAW_TRACEPOINT_OPEN = 17;
    private static final int LINK_CREATE = 28;

    private static final int NAME_LENGTH = 15;
    private static final int LOG_BYTES = 1 << 18;

    private static final int PERF_TYPE_TRACEPOINT = 2;
    private static final int PERF_FLAG_FD_CLOEXEC = 8;
    private static final int PERF_EVENT_IOC_ENABLE = 0x2400;
    private static final int PERF_EVENT_IOC_SET_BPF = 0x40042408;

    private static final int AT_FDCWD = -100;
    private static final int O_DIRECTORY_CLOEXEC = 0x90000;
    private static final int O_DIRECTORY_CLOEXEC_ARM = 0x84000;

    private final List<Integer> descriptors = new ArrayList<>();

    /**
     * @param key bytes of a key, 0 for a ring buffer
     * @param entries how many; for a ring buffer, its size in bytes
     */
    BpfMap map(String name, BpfMap.Kind kind, int key, int value, int entries) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(72, 8);
            attributes.set(JAVA_INT, 0, kind.number());
            attributes.set(JAVA_INT, 4, key);
            attributes.set(JAVA_INT, 8, value);
            attributes.set(JAVA_INT, 12, entries);
            name(attributes, 28, name);
            return new BpfMap(keep("map " + name, call(MAP_CREATE, attributes)));
        }
    }

    /** The 64-bit number in the first entry of an array. */
    static long first(BpfMap array) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment value = arena.allocate(JAVA_LONG);
            MemorySegment attributes = arena.allocate(32, 8);
            attributes.set(JAVA_INT, 0, array.descriptor());
            attributes.set(JAVA_LONG, 8, key.address());
            attributes.set(JAVA_LONG, 16, value.address());
            check("map lookup", call(MAP_LOOKUP_ELEM, attributes));
            return value.get(JAVA_LONG, 0);
        }
    }

    /** @return its descriptor
     * @throws KernelException also with what the verifier says, when it refuses the program */
    int load(Program program) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(program.code().length, 8);
            MemorySegment.copy(program.code(), 0, code, JAVA_BYTE, 0, program.code().length);
            MemorySegment attributes = arena.allocate(128, 8);
            attributes.set(JAVA_INT, 0, program.kind().type());
            attributes.set(JAVA_INT, 4, program.code().length / 8);
            attributes.set(JAVA_LONG, 8, code.address());
            // tracing helpers are only for programs under a licence that the kernel takes for GPL-compatible
            attributes.set(JAVA_LONG, 16, arena.allocateFrom("Dual BSD/GPL").address());
            name(attributes, 48, program.name());
            attributes.set(JAVA_INT, 68, program.kind().attachType());
            attributes.set(JAVA_INT, 108, program.subject());
            long loaded = call(PROG_LOAD, attributes);
            if (loaded < 0) {
                throw refused(program, (int) -loaded, attributes, arena);
            }
            return keep("program " + program.name(), loaded);
        }
    }

    private static KernelException refused(Program program, int errno, MemorySegment attributes, Arena arena) {
        MemorySegment log = arena.allocate(LOG_BYTES);
        attributes.set(JAVA_INT, 24, 1);
        attributes.set(JAVA_INT, 28, LOG_BYTES);
        attributes.set(JAVA_LONG, 32, log.address());
        long again = call(PROG_LOAD, attributes);
        if (again >= 0) {
            Native.close((int) again);
        }
        List<String> lines = log.getString(0)
                .lines()
                .filter(line -> !line.startsWith("processed "))
                .toList();
        String said = lines.isEmpty() ? "" : " (" + lines.getLast().strip() + ")";
        return new KernelException("program " + program.name() + said, errno);
    }

    /** Runs a program in addition to others whenever a process below a cgroup does what the program's kind says. */
    void attachToCgroup(int program, Program.Kind kind, int cgroup) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(64, 8);
            attributes.set(JAVA_INT, 0, program);
            attributes.set(JAVA_INT, 4, cgroup);
            attributes.set(JAVA_INT, 8, kind.attachType());
            keep("link " + kind, call(LINK_CREATE, attributes));
        }
    }

    /** Attaches a program to the subject it was loaded for. */
    void attachToSubject(int program) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(16, 8);
            attributes.set(JAVA_INT, 8, program);
            keep("link to the kernel", call(RAW_TRACEPOINT_OPEN, attributes));
        }
    }

    /** @param tracepoint its number in tracefs */
    void attachToTracepoint(int program, int tracepoint) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(128, 8);
            attributes.set(JAVA_INT, 0, PERF_TYPE_TRACEPOINT);
            attributes.set(JAVA_INT, 4, 128);
            attributes.set(JAVA_LONG, 8, tracepoint);
            attributes.set(JAVA_LONG, 16, 1);
            // by one processor's descriptor; programs run on all of them nevertheless
            int event = keep(
                    "perf_event_open",
                    Native.call(Syscall.PERF_EVENT_OPEN, attributes.address(), -1, 0, -1, PERF_FLAG_FD_CLOEXEC, 0));
            check("PERF_EVENT_IOC_SET_BPF", Native.call(Syscall.IOCTL, event, PERF_EVENT_IOC_SET_BPF, program));
            check("PERF_EVENT_IOC_ENABLE", Native.call(Syscall.IOCTL, event, PERF_EVENT_IOC_ENABLE, 0));
        }
    }

    /** A folder to attach to. */
    int folder(Path folder) throws KernelException {
        int flags = System.getProperty("os.arch").equals("aarch64") ? O_DIRECTORY_CLOEXEC_ARM : O_DIRECTORY_CLOEXEC;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(folder.toString());
            return keep("open " + folder, Native.call(Syscall.OPENAT, AT_FDCWD, path.address(), flags));
        }
    }

    /** Takes a descriptor, or fails by the error it is. */
    int keep(String what, long descriptor) throws KernelException {
        check(what, descriptor);
        descriptors.add((int) descriptor);
        return (int) descriptor;
    }

    private static void check(String what, long result) throws KernelException {
        if (result < 0) {
            throw new KernelException(what, (int) -result);
        }
    }

    private static long call(int command, MemorySegment attributes) {
        long result;
        do {
            result = Native.call(Syscall.BPF, command, attributes.address(), attributes.byteSize());
        } while (Native.is(result, Errno.EAGAIN) || Native.is(result, Errno.EINTR));
        return result;
    }

    private static void name(MemorySegment attributes, long at, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(bytes, 0, attributes, JAVA_BYTE, at, Math.min(bytes.length, NAME_LENGTH));
    }

    /** The last one that was made goes first, so that programs end before the maps they fill. */
    @Override
    public void close() {
        while (!descriptors.isEmpty()) {
            Native.close(descriptors.removeLast());
        }
    }
}

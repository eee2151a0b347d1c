package dev.portledger.agent.bpf;

import dev.portledger.agent.kernel.CgroupMount;
import dev.portledger.agent.kernel.DetachedMount;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.TraceFs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The programs that tell of binds, listeners and their end, at work in the kernel until this is closed or the process ends,
 * however it does. For one thread at a time, but for {@link #wake}.
 *
 * <p>Binds are seen by hooks at the root of the cgroup tree, by links beside those of others; they let everything pass.
 */
public final class KernelProbes implements AutoCloseable {

    /** How the end of a bind is seen. */
    public enum BindEnd {
        /** By the tracepoint sys_exit_bind; the kernel then takes a longer way through every system call of the host. */
        SYSCALL_TRACEPOINT,
        /** Only success is seen ({@link RawEvent.What#BOUND}), and that it was tried ({@link RawEvent.What#ATTEMPT}). */
        SUCCESS_ONLY
    }

    /** Where this is, the kernel tells its own types. */
    private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");

    private static final int UDP_SOCKETS = 4096;

    private final Bpf bpf = new Bpf();
    private final Optional<SocketLayout> layout;
    private final String noLayout;
    private final Maps maps;
    private final RawEvent event = new RawEvent();
    private Optional<RingBuffer> ring = Optional.empty();
    private String untyped = "";

    private KernelProbes(int ringBytes) throws IOException {
        Optional<SocketLayout> known = Optional.empty();
        String why = "";
        try {
            known = readLayout();
            why = known.isPresent() ? "" : "the kernel's types are not as expected";
        } catch (IOException e) {
            why = "the kernel does not tell its types: " + e;
        }
        layout = known;
        noLayout = why;
        int threads = Math.max(1024, 256 * processors());
        maps = new Maps(
                bpf.map("pl_events", BpfMap.Kind.RING_BUFFER, 0, 0, ringBytes),
                bpf.map("pl_dropped", BpfMap.Kind.ARRAY, 4, 8, 1),
                bpf.map("pl_pending", BpfMap.Kind.LRU_HASH, 8, RecordLayout.SIZE, threads),
                bpf.map("pl_udp", BpfMap.Kind.LRU_HASH, 8, RecordLayout.SIZE, UDP_SOCKETS));
    }

    /** Through memory that is given back at once; the types are some megabytes. */
    private static Optional<SocketLayout> readLayout() throws IOException {
        try (FileChannel file = FileChannel.open(KERNEL_TYPES);
                Arena arena = Arena.ofConfined()) {
            ByteBuffer bytes = arena.allocate(file.size()).asByteBuffer();
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // until the end
            }
            return SocketLayout.of(KernelTypes.parse(bytes.flip()));
        }
    }

    /** How many processors the kernel has room for; each keeps some free entries of a map to itself. */
    private static int processors() {
        try {
            String range = Files.readString(Path.of("/sys/devices/system/cpu/possible"))
                    .strip();
            return Integer.parseInt(range.substring(range.lastIndexOf('-') + 1)) + 1;
        } catch (IOException | NumberFormatException e) {
            return Runtime.getRuntime().availableProcessors();
        }
    }

    /**
     * Loads and attaches everything, or nothing.
     *
     * @param ringBytes room for events that wait to be read, about 128 bytes each; a power of two, at least a page
     * @throws IOException when the kernel lacks or forbids something that cannot be done without; the message says what
     */
    public static KernelProbes attach(BindEnd end, int ringBytes) throws IOException {
        KernelProbes probes = new KernelProbes(ringBytes);
        try {
            probes.attachAll(end);
            probes.ring = Optional.of(new RingBuffer(probes.maps.events(), ringBytes));
            return probes;
        } catch (IOException | RuntimeException e) {
            probes.close();
            throw e;
        }
    }

    private void attachAll(BindEnd end) throws IOException {
        // what tells the end of a bind comes first, so that no attempt is without one
        BindPrograms binds = new BindPrograms(maps, layout);
        Optional<DetachedMount> mount = Optional.empty();
        try {
            Optional<Path> mounted = CgroupMount.find(Files.readString(Path.of("/proc/self/mountinfo")));
            if (mounted.isEmpty()) {
                mount = Optional.of(DetachedMount.open("cgroup2"));
            }
            int cgroup =
                    bpf.folder(mounted.isPresent() ? mounted.get() : mount.get().path());
            switch (end) {
                case SYSCALL_TRACEPOINT -> attachToTracepoint(binds.bindReturned(), "syscalls/sys_exit_bind");
                case SUCCESS_ONLY -> attachToCgroup(List.of(binds.success(false), binds.success(true)), cgroup);
            }
            boolean emitting = end == BindEnd.SUCCESS_ONLY;
            if (!emitting) {
                attachToCgroup(List.of(binds.released()), cgroup);
            }
            attachToCgroup(List.of(binds.attempt(false, emitting), binds.attempt(true, emitting)), cgroup);
        } finally {
            mount.ifPresent(DetachedMount::close);
        }
        attachToListen(end == BindEnd.SYSCALL_TRACEPOINT);
    }

    private void attachToCgroup(List<Program> programs, int cgroup) throws KernelException {
        for (Program program : programs) {
            bpf.attachToCgroup(bpf.load(program), program.kind(), cgroup);
        }
    }

    private void attachToTracepoint(Program program, String event) throws IOException {
        try (TraceFs tracing = TraceFs.open()) {
            bpf.attachToTracepoint(bpf.load(program), tracing.id(event));
        }
    }

    /** @param waiting whether the return of listen(2) is watched as well */
    private void attachToListen(boolean waiting) throws IOException {
        ListenPrograms listens = new ListenPrograms(maps);
        if (layout.isPresent()) {
            try {
                if (waiting) {
                    attachToTracepoint(listens.listenReturned(), "syscalls/sys_exit_listen");
                }
                bpf.attachToSubject(bpf.load(listens.typed(layout.get(), waiting)));
                return;
            } catch (KernelException e) {
                untyped = String.valueOf(e.getMessage());
            }
        } else {
            untyped = noLayout;
        }
        attachToTracepoint(listens.untyped(), "sock/inet_sock_set_state");
    }

    /** Why sockets that listen are told without cookie and network namespace; empty when they are told with both. */
    public Optional<String> untyped() {
        return untyped.isEmpty() ? Optional.empty() : Optional.of(untyped);
    }

    /**
     * Hands over all events that wait.
     *
     * @return whether it was all that happened up to the call, save what {@link #dropped} counts; false when one was still being
     *     written
     */
    public boolean drain(Consumer<RawEvent> sink) {
        return ring().drain(record -> {
            if (record.byteSize() >= RecordLayout.SIZE) {
                sink.accept(event.at(record));
            }
        });
    }

    /**
     * Waits for an event, {@link #wake} or the end of the time.
     *
     * @param events whether to wait for events as well; otherwise only for {@link #wake}
     */
    public void await(boolean events, Duration atMost) throws KernelException {
        ring().await(events, atMost);
    }

    /** Ends every {@link #await} from now on; from any thread, and not after {@link #close}. */
    public void wake() {
        ring().wake();
    }

    /** How many events found no room so far. */
    public long dropped() throws KernelException {
        return Bpf.first(maps.dropped());
    }

    private RingBuffer ring() {
        return ring.orElseThrow(() -> new IllegalStateException("not attached"));
    }

    @Override
    public void close() {
        ring.ifPresent(RingBuffer::close);
        bpf.close();
    }
}

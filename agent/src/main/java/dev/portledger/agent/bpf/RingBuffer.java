package dev.portledger.agent.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.PageSize;
import dev.portledger.agent.kernel.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * Reads a ring buffer where it lies (Documentation/bpf/ringbuf.rst): one page with our position, one with the kernel's, then the
 * data, mapped twice in a row so that no record is ever cut. For one thread at a time; {@link #wake} is for all.
 */
@SuppressWarnings("restricted") // the mapping is the kernel's
final class RingBuffer implements AutoCloseable {

    interface Sink {
        void record(MemorySegment record);
    }

    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle HEADER = JAVA_INT.varHandle();
    private static final int HEADER_LENGTH = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    private static final short POLLIN = 1;
    private static final int POLL_ENTRY = 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment poll = arena.allocate(2 * POLL_ENTRY, 8);
    private final MemorySegment timeout = arena.allocate(16, 8);
    private final MemorySegment one = arena.allocate(JAVA_LONG);
    private final int map;
    private final int wake;
    private final int page = PageSize.bytes();
    private final long size;
    private final MemorySegment consumer;
    private final MemorySegment producer;

    /** @param size bytes of the map, a power of two and a multiple of the page size */
    RingBuffer(BpfMap events, long size) throws KernelException {
        map = events.descriptor();
        this.size = size;
        one.set(JAVA_LONG, 0, 1);
        consumer = map(page, PROT_READ | PROT_WRITE, 0);
        MemorySegment data;
        int waker;
        try {
            data = map(page + 2 * size, PROT_READ, page);
            waker = (int) Native.check(Syscall.EVENTFD2, Native.call(Syscall.EVENTFD2, 0, EFD_CLOEXEC_NONBLOCK, 0));
        } catch (KernelException e) {
            Native.call(Syscall.MUNMAP, consumer.address(), page, 0);
            arena.close();
            throw e;
        }
        producer = data;
        wake = waker;
    }

    private MemorySegment map(long length, int protection, long offset) throws KernelException {
        long address = Native.call(Syscall.MMAP, 0, length, protection, MAP_SHARED, map, offset);
        return MemorySegment.ofAddress(Native.check(Syscall.MMAP, address)).reinterpret(length);
    }

    /**
     * Hands over all records that are there now, and frees their room.
     *
     * @return whether that were all; false when one was still being written, which hides those behind it
     */
    boolean drain(Sink sink) {
        long at = (long) POSITION.getAcquire(consumer, 0L);
        long end = (long) POSITION.getAcquire(producer, 0L);
        while (at < end) {
            long place = page + (at & (size - 1));
            int header = (int) HEADER.getAcquire(producer, place);
            if ((header & BUSY) != 0) {
                return false; // its writer will wake us
            }
            int length = header & ~DISCARDED;
            if ((header & DISCARDED) == 0) {
                sink.record(producer.asSlice(place + HEADER_LENGTH, length));
            }
            at += (length + HEADER_LENGTH + 7) & ~7;
            POSITION.setRelease(consumer, 0L, at);
        }
        return true;
    }

    /**
     * Waits for a record, {@link #wake}, or the end of the time.
     *
     * @param records whether to wait for records as well; otherwise only for {@link #wake}
     */
    void await(boolean records, Duration atMost) throws KernelException {
        entry(0, records ? map : -1);
        entry(POLL_ENTRY, wake);
        timeout.set(JAVA_LONG, 0, atMost.toSeconds());
        timeout.set(JAVA_LONG, 8, atMost.toNanosPart());
        long ready = Native.call(Syscall.PPOLL, poll.address(), 2, timeout.address(), 0);
        if (!Native.is(ready, Errno.EINTR)) {
            Native.check(Syscall.PPOLL, ready);
        }
    }

    private void entry(long at, int descriptor) {
        poll.set(JAVA_INT, at, descriptor);
        poll.set(JAVA_SHORT, at + 4, POLLIN);
        poll.set(JAVA_SHORT, at + 6, (short) 0);
    }

    /** Ends every {@link #await}, that of now and those to come. */
    void wake() {
        Native.call(Syscall.WRITE, wake, one.address(), Long.BYTES);
    }

    /** Not while another thread reads. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            Native.call(Syscall.MUNMAP, producer.address(), producer.byteSize(), 0);
            Native.call(Syscall.MUNMAP, consumer.address(), page, 0);
            Native.close(wake);
            arena.close();
        }
    }
}

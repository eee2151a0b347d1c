package dev.portledger.agent.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Lists the sockets of the network namespace in which it was opened, by NETLINK_SOCK_DIAG (sock_diag(7)). Needs no
 * privilege. A dump makes no garbage. For one thread at a time.
 */
public final class SockDiag implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int MSG_TRUNC = 0x20;
    private static final int ADDRESS_LENGTH = 12;
    /** The kernel fills datagrams of up to 32 KB (netlink_dump in net/netlink/af_netlink.c). */
    private static final int BUFFER = 1 << 16;
    /** A dump that was interrupted by changes so often is given up; the caller's next one may be luckier. */
    private static final int ATTEMPTS = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Arena arena;
    private final MemorySegment received;
    private final MemorySegment request;
    private final MemorySegment sender;
    private final MemorySegment senderLength;
    private final byte[] buffer;
    private final DiagParser parser;
    private final boolean guest;
    private int sequence;
    private int socket;

    private SockDiag(int socket) {
        this.socket = socket;
        guest = false;
        arena = Arena.ofShared();
        received = arena.allocate(BUFFER, 8);
        request = arena.allocate(128, 8);
        sender = arena.allocate(ADDRESS_LENGTH, 4);
        senderLength = arena.allocate(4, 4);
        buffer = new byte[BUFFER];
        parser = new DiagParser();
    }

    private SockDiag(int socket, SockDiag host) {
        this.socket = socket;
        guest = true;
        arena = host.arena;
        received = host.received;
        request = host.request;
        sender = host.sender;
        senderLength = host.senderLength;
        buffer = host.buffer;
        parser = host.parser;
    }

    /**
     * @throws KernelException EPERM, EACCES, EAFNOSUPPORT or EPROTONOSUPPORT where netlink is forbidden or missing, ENOSYS
     *     on a processor other than x86-64 and little-endian aarch64
     */
    public static SockDiag open() throws KernelException {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new KernelException("sock_diag on a big-endian processor", Errno.ENOSYS.number());
        }
        return new SockDiag(connect());
    }

    /**
     * Another one, of the network namespace of this thread, that stays there. It works with the buffers of this one, which are a
     * hundred kilobytes: one of the two may be used at a time, and this one is closed last. A dump that fails breaks it for good.
     */
    public SockDiag another() throws KernelException {
        return new SockDiag(connect(), this);
    }

    private static int connect() throws KernelException {
        int socket = (int) Native.check(
                Syscall.SOCKET, Native.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeout = arena.allocate(16, 8);
            timeout.set(JAVA_LONG, 0, PATIENCE.toSeconds());
            long set = Native.call(
                    Syscall.SETSOCKOPT, socket, SOL_SOCKET, SO_RCVTIMEO, timeout.address(), timeout.byteSize(), 0);
            Native.check(Syscall.SETSOCKOPT, set);
            MemorySegment address = arena.allocate(ADDRESS_LENGTH, 4);
            address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
            Native.check(Syscall.BIND, Native.call(Syscall.BIND, socket, address.address(), ADDRESS_LENGTH));
        } catch (KernelException e) {
            Native.close(socket);
            throw e;
        }
        return socket;
    }

    /**
     * Lists sockets into the sink. A socket that comes or goes during the dump may be listed or not, and one may be
     * listed twice; sockets that stay are listed, but for the rare case that their neighbour in the kernel's hash leaves
     * between two datagrams. So absence is only believed when it is seen twice.
     *
     * @throws KernelException the kernel refused, or did not answer within 5 s (ETIMEDOUT)
     * @throws DiagFormatException the answer was malformed
     */
    public void dump(DiagRequest what, RowSink sink) throws IOException {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                sink.begin();
                send(what);
                if (receive(sink) == DiagParser.Progress.DONE) {
                    return;
                }
            }
            throw new KernelException("sock_diag, table changing under every dump", Errno.EAGAIN.number());
        } catch (IOException | RuntimeException e) {
            // the rest of a broken dump would be taken for the beginning of the next one
            if (guest) {
                close(); // this thread is not in its namespace
            } else {
                reconnect();
            }
            throw e;
        }
    }

    /**
     * Sends one message, which asks for an acknowledgement, and waits for that.
     *
     * @throws KernelException the kernel refused
     */
    void acknowledged(byte[] message) throws IOException {
        try {
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, ++sequence);
            send(message);
            receive(row -> {});
        } catch (DiagFormatException e) {
            reconnect();
            throw e;
        }
    }

    private void send(DiagRequest what) throws KernelException {
        send(what.encode(++sequence));
    }

    private void send(byte[] message) throws KernelException {
        MemorySegment.copy(message, 0, request, JAVA_BYTE, 0, message.length);
        long sent;
        do {
            sent = Native.call(Syscall.SENDTO, socket, request.address(), message.length, 0);
        } while (Native.is(sent, Errno.EINTR));
        Native.check(Syscall.SENDTO, sent);
    }

    private DiagParser.Progress receive(RowSink sink) throws IOException {
        parser.begin();
        DiagParser.Progress progress = DiagParser.Progress.MORE;
        while (progress == DiagParser.Progress.MORE) {
            senderLength.set(JAVA_INT, 0, ADDRESS_LENGTH);
            long length = Native.call(
                    Syscall.RECVFROM,
                    socket,
                    received.address(),
                    BUFFER,
                    MSG_TRUNC,
                    sender.address(),
                    senderLength.address());
            if (Native.is(length, Errno.EINTR)) {
                continue;
            }
            if (Native.is(length, Errno.EAGAIN)) {
                throw new KernelException("sock_diag", Errno.ETIMEDOUT.number());
            }
            Native.check(Syscall.RECVFROM, length);
            if (sender.get(JAVA_INT, 4) != 0) {
                continue; // another process may write to this socket as well; the kernel's port id is 0
            }
            if (length == 0 || length > BUFFER) {
                throw new DiagFormatException("a datagram of " + length + " bytes", 0);
            }
            MemorySegment.copy(received, JAVA_BYTE, 0, buffer, 0, (int) length);
            progress = parser.parse(buffer, (int) length, sequence, sink);
        }
        return progress;
    }

    private void reconnect() throws KernelException {
        closeSocket();
        socket = connect();
    }

    @Override
    public void close() {
        if (guest) {
            closeSocket();
        } else if (arena.scope().isAlive()) {
            closeSocket();
            arena.close();
        }
    }

    private void closeSocket() {
        if (socket >= 0) {
            Native.close(socket);
            socket = -1;
        }
    }
}

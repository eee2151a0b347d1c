package dev.portledger.agent.bind;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;

/**
 * Socket calls of this thread, each answered by its result or by minus the errno. What a thread may do alone (another network
 * namespace, another user for files and sockets, fewer capabilities) needs a platform thread.
 */
@SuppressWarnings("restricted")
final class KernelSockets {

    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_REUSEPORT = 15;
    static final int SO_BINDTODEVICE = 25;
    static final int SO_COOKIE = 57;
    static final int SOL_IP = 0;
    static final int IP_FREEBIND = 15;
    static final int IP_LOCAL_PORT_RANGE = 51;
    static final int SOL_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int EAGAIN = 11;

    private static final int SHUT_WR = 1;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int CAP_NET_BIND_SERVICE = 10;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle LISTEN = handle("listen", JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 = handle("accept4", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle SHUTDOWN = handle("shutdown", JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT);
    private static final MethodHandle UNSHARE = handle("unshare", JAVA_INT);
    private static final MethodHandle SETFSUID = handle("setfsuid", JAVA_INT);
    private static final MethodHandle CAPGET = handle("capget", ADDRESS, ADDRESS);
    private static final MethodHandle CAPSET = handle("capset", ADDRESS, ADDRESS);
    private static final MethodHandle POLL = handle("poll", ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT = handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SEND = handle("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(STATE);
    private final MemorySegment name = arena.allocate(28, 8);
    private final MemorySegment value = arena.allocate(16, 8);
    private final MemorySegment length = arena.allocate(4, 4);
    private final MemorySegment block = arena.allocate(1 << 16, 8);
    private final BitSet open = new BitSet();

    private static MethodHandle handle(String function, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function),
                FunctionDescriptor.of(JAVA_INT, parameters),
                Linker.Option.captureCallState("errno"));
    }

    private interface Call {
        int run() throws Throwable;
    }

    private int call(Call call) {
        try {
            int result = call.run();
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int check(String what, int result) {
        if (result < 0) {
            throw new IllegalStateException(what + ": errno " + -result);
        }
        return result;
    }

    /** A new network namespace for this thread. */
    void unshareNetwork() {
        check("unshare", call(() -> (int) UNSHARE.invokeExact(state, CLONE_NEWNET)));
    }

    /** Sockets made by this thread from now on belong to this user; back to 0 with all rights. */
    void actAs(int uid) {
        call(() -> (int) SETFSUID.invokeExact(state, uid)); // answers with the previous uid, whatever happened
    }

    /** Whether this thread has CAP_NET_BIND_SERVICE from now on. */
    void mayBindPrivileged(boolean may) {
        MemorySegment header = arena.allocate(8, 8);
        header.set(JAVA_INT, 0, 0x20080522); // _LINUX_CAPABILITY_VERSION_3
        MemorySegment sets = arena.allocate(24, 8);
        check("capget", call(() -> (int) CAPGET.invokeExact(state, header, sets)));
        int bit = 1 << CAP_NET_BIND_SERVICE;
        int effective = sets.get(JAVA_INT, 0);
        sets.set(JAVA_INT, 0, may ? effective | bit : effective & ~bit);
        check("capset", call(() -> (int) CAPSET.invokeExact(state, header, sets)));
    }

    int socket(Protocol protocol, IpFamily family) {
        int type = (protocol == Protocol.TCP ? 1 : 2) | SOCK_NONBLOCK | SOCK_CLOEXEC;
        return opened(check("socket", call(() -> (int) SOCKET.invokeExact(state, family.number(), type, 0))));
    }

    void set(int socket, int level, int option, int number) {
        value.set(JAVA_INT, 0, number);
        check("setsockopt " + option, call(() -> (int) SETSOCKOPT.invokeExact(state, socket, level, option, value, 4)));
    }

    void bindToDevice(int socket, String device) {
        MemorySegment text = arena.allocateFrom(device);
        check("SO_BINDTODEVICE", call(() ->
                (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_BINDTODEVICE, text, device.length())));
    }

    boolean isV6Only(int socket) {
        length.set(JAVA_INT, 0, 4);
        check("getsockopt", call(() ->
                (int) GETSOCKOPT.invokeExact(state, socket, SOL_IPV6, IPV6_V6ONLY, value, length)));
        return value.get(JAVA_INT, 0) != 0;
    }

    long cookie(int socket) {
        length.set(JAVA_INT, 0, 8);
        check("getsockopt", call(() ->
                (int) GETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_COOKIE, value, length)));
        return value.get(JAVA_LONG, 0);
    }

    private int fillName(IpAddress address, int port) {
        boolean ipv4 = address.family() == IpFamily.IPV4;
        name.fill((byte) 0);
        name.set(JAVA_SHORT, 0, (short) address.family().number());
        name.set(JAVA_SHORT, 2, Short.reverseBytes((short) port));
        if (ipv4) {
            name.set(JAVA_INT, 4, Integer.reverseBytes((int) address.low()));
        } else {
            name.set(JAVA_LONG, 8, Long.reverseBytes(address.high()));
            name.set(JAVA_LONG, 16, Long.reverseBytes(address.low()));
        }
        return ipv4 ? 16 : 28;
    }

    int bind(int socket, IpAddress address, int port) {
        int size = fillName(address, port);
        return call(() -> (int) BIND.invokeExact(state, socket, name, size));
    }

    /** Does not wait; on loopback the connection is there at once, so EINPROGRESS (115) is not an error. */
    int connect(int socket, IpAddress address, int port) {
        int size = fillName(address, port);
        int result = call(() -> (int) CONNECT.invokeExact(state, socket, name, size));
        return result == -115 ? 0 : result;
    }

    LocalEndpoint localEndpoint(int socket) {
        length.set(JAVA_INT, 0, 28);
        check("getsockname", call(() -> (int) GETSOCKNAME.invokeExact(state, socket, name, length)));
        int port = Short.toUnsignedInt(Short.reverseBytes(name.get(JAVA_SHORT, 2)));
        boolean ipv4 = name.get(JAVA_SHORT, 0) == IpFamily.IPV4.number();
        ByteBuffer all = name.asByteBuffer();
        byte[] bytes = new byte[ipv4 ? 4 : 16];
        all.get(ipv4 ? 4 : 8, bytes);
        return new LocalEndpoint(IpAddress.of(bytes), port);
    }

    int listen(int socket, int backlog) {
        return call(() -> (int) LISTEN.invokeExact(state, socket, backlog));
    }

    int accept(int socket) {
        int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
        return opened(
                call(() -> (int) ACCEPT4.invokeExact(state, socket, MemorySegment.NULL, MemorySegment.NULL, flags)));
    }

    /** Until there is something to accept or to read, or the patience is over. */
    void awaitReadable(int socket, Duration patience) {
        value.set(JAVA_INT, 0, socket);
        value.set(JAVA_INT, 4, 1); // POLLIN
        check("poll", call(() -> (int) POLL.invokeExact(state, value, 1L, (int) patience.toMillis())));
    }

    private int opened(int socket) {
        if (socket >= 0) {
            open.set(socket);
        }
        return socket;
    }

    /** Sends until nothing more goes in: the rest, and a FIN after it, wait for a peer that does not read. */
    void fill(int socket) {
        block.set(JAVA_BYTE, 0, (byte) 1);
        int sent;
        do {
            sent = call(() -> (int) SEND.invokeExact(state, socket, block, block.byteSize(), MSG_NOSIGNAL));
        } while (sent > 0);
    }

    void shutdownOutput(int socket) {
        check("shutdown", call(() -> (int) SHUTDOWN.invokeExact(state, socket, SHUT_WR)));
    }

    void close(int socket) {
        open.clear(socket);
        check("close", call(() -> (int) CLOSE.invokeExact(state, socket)));
    }

    /** Closes what is still open; no namespace ends before that. */
    void closeAll() {
        for (int socket : open.stream().toArray()) {
            close(socket);
        }
    }
}

package dev.portledger.agent.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Sockets as the C library makes them, with the options that the JDK does not offer, and inherited by processes. */
@SuppressWarnings("restricted")
final class Libc {

    static final int SO_REUSEADDR = 2;
    static final int SO_REUSEPORT = 15;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int SHUT_RDWR = 2;
    private static final int SIGKILL = 9;

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle BIND = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("bind"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.captureCallState("errno"));
    private static final MethodHandle LISTEN = handle("listen", JAVA_INT, JAVA_INT);
    private static final MethodHandle SHUTDOWN = handle("shutdown", JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT);
    private static final MethodHandle KILL = handle("kill", JAVA_INT, JAVA_INT);
    private static final MethodHandle WAITPID = handle("waitpid", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POSIX_SPAWNP =
            handle("posix_spawnp", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private Libc() {}

    private static MethodHandle handle(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static int call(MethodHandle handle, Object... arguments) {
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A socket that processes inherit. */
    static int socket(boolean tcp, boolean v6) {
        return call(SOCKET, v6 ? AF_INET6 : AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
    }

    static void set(int socket, int option) {
        setInt(socket, SOL_SOCKET, option, 1);
    }

    static void v6Only(int socket, boolean only) {
        setInt(socket, IPPROTO_IPV6, IPV6_V6ONLY, only ? 1 : 0);
    }

    private static void setInt(int socket, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            call(SETSOCKOPT, socket, level, option, arena.allocateFrom(JAVA_INT, value), Integer.BYTES);
        }
    }

    static void bindToDevice(int socket, String device) {
        try (Arena arena = Arena.ofConfined()) {
            call(SETSOCKOPT, socket, SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(device), device.length());
        }
    }

    /** @return false if the kernel refused */
    static boolean bind(int socket, boolean v6, String address, int port) {
        return bindErrno(socket, v6, address, port) == 0;
    }

    /** @return 0, or the error as in errno(3) */
    static int bindErrno(int socket, boolean v6, String address, int port) {
        byte[] bytes = bytes(address);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(28, 4);
            name.set(JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
            name.set(JAVA_SHORT, 2, Short.reverseBytes((short) port));
            if (v6 && bytes.length == 4) { // ::ffff:a.b.c.d, which the JDK turns into IPv4
                name.set(JAVA_SHORT, 8 + 10, (short) -1);
                MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 8 + 12, 4);
            } else {
                MemorySegment.copy(bytes, 0, name, JAVA_BYTE, v6 ? 8 : 4, bytes.length);
            }
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) BIND.invokeExact(state, socket, name, v6 ? 28 : 16);
            return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] bytes(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    static boolean listen(int socket, int backlog) {
        return call(LISTEN, socket, backlog) == 0;
    }

    /** Ends listening; the socket stays bound until it is closed. */
    static void shutdown(int socket) {
        call(SHUTDOWN, socket, SHUT_RDWR);
    }

    static void close(int descriptor) {
        call(CLOSE, descriptor);
    }

    /** Starts a process that sleeps and has every socket of this one that is open now. @return its pid */
    static int spawnSleeper(byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pid = arena.allocate(JAVA_INT);
            MemorySegment arguments = arena.allocate(ADDRESS, 3);
            MemorySegment first = arena.allocate(name.length + 1);
            MemorySegment.copy(name, 0, first, JAVA_BYTE, 0, name.length);
            arguments.setAtIndex(ADDRESS, 0, first);
            arguments.setAtIndex(ADDRESS, 1, arena.allocateFrom("300", StandardCharsets.US_ASCII));
            MemorySegment environment = arena.allocate(ADDRESS, 1);
            int error = call(
                    POSIX_SPAWNP,
                    pid,
                    arena.allocateFrom("/bin/sleep"),
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    arguments,
                    environment);
            if (error != 0) {
                throw new IllegalStateException("posix_spawnp: error " + error);
            }
            return pid.get(JAVA_INT, 0);
        }
    }

    static void killAndReap(int pid) {
        call(KILL, pid, SIGKILL);
        call(WAITPID, pid, MemorySegment.NULL, 0);
    }
}

package dev.portledger.agent.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.kernel.Native;
import dev.portledger.agent.kernel.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What a socket says of itself that sock_diag(7) does not tell (getsockopt(2), socket(7), ipv6(7)), as it is now.
 *
 * @param cookie SO_COOKIE, the number by which sock_diag tells the same socket
 * @param v6Only IPV6_V6ONLY; empty for an IPv4 socket
 */
public record SocketOptions(long cookie, boolean reuseAddr, boolean reusePort, Optional<Boolean> v6Only) {

    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_DOMAIN = 39;
    private static final int SO_COOKIE = 57;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int AF_INET6 = 10;

    /**
     * Asks a socket that another process has open, by a duplicate of its descriptor that is closed again at once: for some
     * microseconds this process has the socket open as well.
     *
     * @param descriptor of that process
     * @throws KernelException as {@link PidFd#duplicate}; ENOTSOCK when the descriptor is no socket any more
     */
    public static SocketOptions of(PidFd process, int descriptor) throws KernelException {
        int duplicate = process.duplicate(descriptor);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(16, 8);
            boolean ipv6 = number(duplicate, SOL_SOCKET, SO_DOMAIN, value) == AF_INET6;
            return new SocketOptions(
                    cookie(duplicate, value),
                    number(duplicate, SOL_SOCKET, SO_REUSEADDR, value) != 0,
                    number(duplicate, SOL_SOCKET, SO_REUSEPORT, value) != 0,
                    ipv6 ? Optional.of(number(duplicate, SOL_IPV6, IPV6_V6ONLY, value) != 0) : Optional.empty());
        } finally {
            Native.close(duplicate);
        }
    }

    private static int number(int socket, int level, int option, MemorySegment value) throws KernelException {
        ask(socket, level, option, value, Integer.BYTES);
        return value.get(JAVA_INT, 0);
    }

    private static long cookie(int socket, MemorySegment value) throws KernelException {
        ask(socket, SOL_SOCKET, SO_COOKIE, value, Long.BYTES);
        return value.get(JAVA_LONG, 0);
    }

    private static void ask(int socket, int level, int option, MemorySegment value, int size) throws KernelException {
        MemorySegment length = value.asSlice(8, Integer.BYTES);
        length.set(JAVA_INT, 0, size);
        Native.check(
                Syscall.GETSOCKOPT,
                Native.call(Syscall.GETSOCKOPT, socket, level, option, value.address(), length.address(), 0));
    }
}

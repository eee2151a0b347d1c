package dev.portledger.agent.netlink;

import dev.portledger.agent.kernel.Errno;
import dev.portledger.agent.kernel.KernelException;
import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Destroys TIME_WAIT sockets of the network namespace of this thread by SOCK_DESTROY (sock_diag(7); CONFIG_INET_DIAG_DESTROY,
 * CAP_NET_ADMIN). The same call would abort a live connection, so that a socket is only ever named as a dump has just shown it in
 * TIME_WAIT: by its addresses, its ports and its cookie. Whatever has come to these addresses since has another cookie, and the
 * kernel answers ESTALE; and a socket never leaves TIME_WAIT but to be gone.
 */
public final class SockDestroy {

    private static final int SOCK_DESTROY = 21;
    private static final int NLM_F_REQUEST_ACK = 0x1 | 0x4;
    private static final int HEADER = 16;
    private static final int REQUEST = 56;
    private static final int TCP = 6;
    /** inet_diag_sockid: ports, addresses, interface and cookie. */
    static final int ID = 48;

    private SockDestroy() {}

    /** What was done: {@code left} had gone by themselves meanwhile. */
    public record Released(int destroyed, int left) {}

    /** @param id of {@value #ID} bytes */
    private record Named(int family, ByteBuffer id) {}

    /**
     * Destroys those on a local port whose local address is wanted.
     *
     * @throws KernelException EOPNOTSUPP or EINVAL where the kernel cannot, EPERM without CAP_NET_ADMIN; some may be gone then
     */
    public static Released timeWait(int port, Predicate<IpAddress> address) throws IOException {
        if (port < 1) {
            throw new IllegalArgumentException("a port is named");
        }
        try (SockDiag diag = SockDiag.open()) {
            List<Named> found = find(diag, port, address);
            int destroyed = 0;
            for (Named each : found) {
                destroyed += destroy(diag, each) ? 1 : 0;
            }
            return new Released(destroyed, found.size() - destroyed);
        }
    }

    private static List<Named> find(SockDiag diag, int port, Predicate<IpAddress> address) throws IOException {
        List<Named> found = new ArrayList<>();
        diag.dump(DiagRequest.tcp(Set.of(TcpState.TIME_WAIT), port), new RowSink() {
            @Override
            public void begin() {
                found.clear();
            }

            @Override
            public void row(SocketRow row) {
                boolean timeWait = row.state() == TcpState.TIME_WAIT.number() && row.port() == port;
                IpFamily family = row.family();
                if (timeWait && address.test(new IpAddress(family, row.addressHigh(), row.addressLow()))) {
                    found.add(new Named(family.number(), ByteBuffer.wrap(((DiagMessage) row).sockId())));
                }
            }
        });
        return found;
    }

    /** @return whether it was there until now */
    private static boolean destroy(SockDiag diag, Named named) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(HEADER + REQUEST).order(ByteOrder.nativeOrder());
        message.putInt(0, message.capacity());
        message.putShort(4, (short) SOCK_DESTROY);
        message.putShort(6, (short) NLM_F_REQUEST_ACK);
        message.put(HEADER, (byte) named.family());
        message.put(HEADER + 1, (byte) TCP);
        message.putInt(HEADER + 4, TcpState.TIME_WAIT.mask());
        message.put(HEADER + 8, named.id(), 0, ID);
        try {
            diag.acknowledged(message.array());
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ESTALE)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Whether this kernel has the call and this process may make it, by a try on a socket that cannot be: port 0 has none.
     *
     * @throws KernelException when it has not, or may not
     */
    public static void probe() throws IOException {
        try (SockDiag diag = SockDiag.open()) {
            ByteBuffer id =
                    ByteBuffer.allocate(ID).order(ByteOrder.nativeOrder()).putLong(40, 1);
            destroy(diag, new Named(IpFamily.IPV4.number(), id));
        }
    }
}

package dev.portledger.agent.netlink;

import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;

/**
 * Which sockets to list, and the bytes that ask for them (sock_diag(7), linux/inet_diag.h).
 *
 * @param protocol transport protocol
 * @param family one family by the current request; empty for both families in one scan by the older request, TCP only,
 *     which is cheaper
 * @param states mask of {@link TcpState#mask}
 * @param port local port, 0 for all
 */
public record DiagRequest(Protocol protocol, Optional<IpFamily> family, int states, int port) {

    private static final int NLM_F_REQUEST = 0x1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int HEADER = 16;
    private static final int V2_LENGTH = 56;
    private static final int COMPAT_LENGTH = 60;

    public DiagRequest {
        if (family.isEmpty() && protocol != Protocol.TCP) {
            throw new IllegalArgumentException("the request for both families knows TCP only");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    /** UDP sockets that are bound and not connected; the kernel calls that CLOSE. */
    public static DiagRequest boundUdp(IpFamily family, int port) {
        return new DiagRequest(Protocol.UDP, Optional.of(family), TcpState.CLOSE.mask(), port);
    }

    /** TCP sockets of both families in any of these states. */
    public static DiagRequest tcp(Set<TcpState> states, int port) {
        int mask = 0;
        for (TcpState state : states) {
            mask |= state.mask();
        }
        return new DiagRequest(Protocol.TCP, Optional.empty(), mask, port);
    }

    /** The netlink message, in the host's byte order. */
    byte[] encode(int sequence) {
        boolean compat = family.isEmpty();
        ByteBuffer message = ByteBuffer.allocate(HEADER + (compat ? COMPAT_LENGTH : V2_LENGTH))
                .order(ByteOrder.nativeOrder());
        message.putInt(0, message.capacity());
        message.putShort(4, (short) (compat ? DiagParser.TCPDIAG_GETSOCK : DiagParser.SOCK_DIAG_BY_FAMILY));
        message.putShort(6, (short) (NLM_F_REQUEST | NLM_F_DUMP));
        message.putInt(8, sequence);
        if (compat) {
            putPort(message, HEADER + 4);
            message.putInt(HEADER + 52, states);
        } else {
            message.put(HEADER, (byte) family.orElseThrow().number());
            message.put(HEADER + 1, (byte) protocol.number());
            message.putInt(HEADER + 4, states);
            putPort(message, HEADER + 8);
        }
        return message.array();
    }

    /** Ports are in network order, unlike everything else. */
    private void putPort(ByteBuffer message, int at) {
        message.put(at, (byte) (port >>> 8)).put(at + 1, (byte) port);
    }
}

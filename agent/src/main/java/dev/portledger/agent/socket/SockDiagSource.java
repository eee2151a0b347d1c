package dev.portledger.agent.socket;

import dev.portledger.agent.kernel.KernelException;
import dev.portledger.agent.netlink.DiagRequest;
import dev.portledger.agent.netlink.NetworkNamespace;
import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SockDiag;
import dev.portledger.agent.netlink.SocketRow;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.TcpState;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** The first source: sock_diag, which tells cookies, v6only and cgroups as well. */
final class SockDiagSource implements SocketSource {

    private static final IpFamily[] FAMILIES = IpFamily.values();
    private static final Set<TcpState> LISTEN = EnumSet.of(TcpState.LISTEN);
    private static final Set<TcpState> BOUND_INACTIVE = EnumSet.of(TcpState.BOUND_INACTIVE);

    private final SockDiag sockDiag;

    private SockDiagSource(SockDiag sockDiag) {
        this.sockDiag = sockDiag;
    }

    static SockDiagSource open() throws KernelException {
        return new SockDiagSource(SockDiag.open());
    }

    /**
     * A source of another network namespace, which works with the buffers of this one: not while this one lists, and not after it was
     * closed.
     */
    SockDiagSource in(NetworkNamespace namespace) throws IOException {
        return new SockDiagSource(namespace.visit(sockDiag::another));
    }

    @Override
    public void listeners(Protocol protocol, int port, RowSink sink) throws IOException {
        if (protocol == Protocol.TCP) {
            // one scan for both families reads the kernel's hash once, which is a fifth cheaper with cold caches
            sockDiag.dump(DiagRequest.tcp(LISTEN, port), sink);
            return;
        }
        for (IpFamily family : FAMILIES) {
            sockDiag.dump(DiagRequest.boundUdp(family, port), sink);
        }
    }

    @Override
    public void connections(int port, RowSink sink) throws IOException {
        sockDiag.dump(DiagRequest.tcp(ConnectionTally.STATES, port), sink);
    }

    @Override
    public void boundInactive(int port, RowSink sink) throws IOException {
        sockDiag.dump(DiagRequest.tcp(BOUND_INACTIVE, port), new OnPort(port, sink));
    }

    /** Linux 6.18 leaves the port of the request aside in this part of a dump. */
    private record OnPort(int port, RowSink sink) implements RowSink {
        @Override
        public void begin() {
            sink.begin();
        }

        @Override
        public void row(SocketRow row) {
            if (row.port() == port) {
                sink.row(row);
            }
        }
    }

    @Override
    public void close() {
        sockDiag.close();
    }
}

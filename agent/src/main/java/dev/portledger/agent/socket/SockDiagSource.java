package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.DiagRequest;
import dev.portledger.agent.netlink.KernelException;
import dev.portledger.agent.netlink.RowSink;
import dev.portledger.agent.netlink.SockDiag;
import dev.portledger.domain.socket.IpFamily;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;

/** The first source: sock_diag, which tells cookies, v6only and cgroups as well. */
final class SockDiagSource implements SocketSource {

    private static final IpFamily[] FAMILIES = IpFamily.values();

    private final SockDiag sockDiag;

    private SockDiagSource(SockDiag sockDiag) {
        this.sockDiag = sockDiag;
    }

    static SockDiagSource open() throws KernelException {
        return new SockDiagSource(SockDiag.open());
    }

    @Override
    public void listeners(Protocol protocol, int port, RowSink sink) throws IOException {
        for (IpFamily family : FAMILIES) {
            sockDiag.dump(
                    protocol == Protocol.TCP ? DiagRequest.listening(family, port) : DiagRequest.boundUdp(family, port),
                    sink);
        }
    }

    @Override
    public void connections(int port, RowSink sink) throws IOException {
        sockDiag.dump(DiagRequest.connections(ConnectionTally.STATES, port), sink);
    }

    @Override
    public void close() {
        sockDiag.close();
    }
}

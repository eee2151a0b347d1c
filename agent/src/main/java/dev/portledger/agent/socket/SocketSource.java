package dev.portledger.agent.socket;

import dev.portledger.agent.netlink.RowSink;
import dev.portledger.domain.socket.Protocol;
import java.io.IOException;

/** Where sockets are read from. For one thread at a time. */
sealed interface SocketSource extends AutoCloseable permits SockDiagSource, ProcNetSource {

    /**
     * Lists TCP sockets in LISTEN, or bound UDP sockets that are not connected.
     *
     * @param port 1 to 65535, or 0 for all
     */
    void listeners(Protocol protocol, int port, RowSink sink) throws IOException;

    /** Lists TCP connections in the states of {@link ConnectionTally#STATES}. */
    void connections(int port, RowSink sink) throws IOException;

    /**
     * Lists TCP sockets that are bound and neither listen nor are connected; none where the source cannot show them, see
     * {@link BoundInactive}.
     *
     * @param port 1 to 65535
     */
    void boundInactive(int port, RowSink sink) throws IOException;

    @Override
    void close();
}

package dev.portledger.agent.stop;

import dev.portledger.agent.netlink.SockDestroy;
import dev.portledger.domain.socket.SocketKey;
import java.io.IOException;

/** Destroys the TIME_WAIT sockets of an endpoint, in the network namespace of its socket, and no others. */
@FunctionalInterface
public interface TimeWaitRelease {

    SockDestroy.Released release(SocketKey socket) throws IOException;

    /** Those of the namespace of the calling thread. */
    static SockDestroy.Released here(SocketKey socket) throws IOException {
        return SockDestroy.timeWait(socket.endpoint().port(), socket.endpoint().address()::couldMeet);
    }
}

package dev.portledger.agent.bindwatch;

import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.domain.socket.SocketId;
import java.util.Optional;

/**
 * A socket as an event shows it.
 *
 * @param endpoint where it is bound, or was to be; the device is what SO_BINDTODEVICE has set, a zone that is only in the
 *     address given to bind(2) is not seen
 * @param v6Only IPV6_V6ONLY; empty for IPv4 sockets and where the source does not tell
 * @param uid owner of the socket; empty where the source does not tell
 * @param cookie the same number as in sock_diag(7); empty where the source does not tell
 * @param netns inode number of the socket's network namespace; empty where the source does not tell
 */
public record SocketSight(
        Protocol protocol,
        LocalEndpoint endpoint,
        Optional<Boolean> v6Only,
        Optional<Long> uid,
        Optional<SocketId.Cookie> cookie,
        Optional<Long> netns) {}

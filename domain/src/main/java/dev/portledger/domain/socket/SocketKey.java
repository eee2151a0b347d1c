package dev.portledger.domain.socket;

/**
 * One socket of one boot of a host; with {@link SocketId.Unheld}, the endpoint without one.
 *
 * @param netns inode number of the network namespace ({@code /proc/PID/ns/net})
 * @param protocol transport protocol
 * @param endpoint where it is bound
 * @param id what tells it from others on that endpoint
 */
public record SocketKey(long netns, Protocol protocol, LocalEndpoint endpoint, SocketId id) {

    /** Canonical text, {@code 4026531840/TCP/127.0.0.1:8080/cookie:7}; equal exactly for equal keys. */
    public String text() {
        return netns + "/" + protocol + "/" + endpoint.text() + "/" + id.text();
    }
}

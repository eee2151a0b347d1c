package dev.portledger.domain.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Where a socket is bound.
 *
 * @param address the local address
 * @param device the interface the socket is bound to (SO_BINDTODEVICE, or the zone of a link-local address);
 *     empty when it is bound to none
 * @param port the port, 1 to 65535
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record LocalEndpoint(IpAddress address, Optional<String> device, int port) {

    public LocalEndpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    public LocalEndpoint(IpAddress address, int port) {
        this(address, Optional.empty(), port);
    }

    /**
     * Whether a bind to one could meet a socket on the other. A {@code ::} is taken for dual-stack: where that is wrong, too much is
     * said to be met, which is the safer mistake where nobody can say what was meant.
     */
    public boolean couldMeet(LocalEndpoint other) {
        boolean sameDevice = device.isEmpty() || other.device.isEmpty() || device.equals(other.device);
        return sameDevice && port == other.port && address.couldMeet(other.address);
    }

    /** As {@code ss} writes it: {@code 127.0.0.53%lo:53}, {@code [::1]:8080}. */
    public String text() {
        String zone = device.map(name -> "%" + name).orElse("");
        return address.family() == IpFamily.IPV4
                ? address.text() + zone + ":" + port
                : "[" + address.text() + "]" + zone + ":" + port;
    }

    @Override
    public String toString() {
        return text();
    }
}

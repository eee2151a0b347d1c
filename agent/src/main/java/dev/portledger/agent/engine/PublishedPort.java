package dev.portledger.agent.engine;

import dev.portledger.domain.socket.IpAddress;
import dev.portledger.domain.socket.LocalEndpoint;
import dev.portledger.domain.socket.Protocol;
import java.util.Optional;

/**
 * A port of the host that an engine forwards to a container.
 *
 * @param address the host's address; empty where the engine names none, which means all of them (Podman)
 * @param port the host's port, 1 to 65535
 */
public record PublishedPort(Protocol protocol, Optional<IpAddress> address, int port) {

    /** How exactly a listener is this published port. */
    enum Fit {
        NOT,
        /** The engine names no address, or all addresses of either family: its process may listen on one of those. */
        SOME_ADDRESS,
        SAME_ADDRESS
    }

    Fit fit(Protocol listenerProtocol, LocalEndpoint listener) {
        if (protocol != listenerProtocol || port != listener.port()) {
            return Fit.NOT;
        }
        if (address.equals(Optional.of(listener.address()))) {
            return Fit.SAME_ADDRESS;
        }
        return address.map(IpAddress::isWildcard).orElse(true) ? Fit.SOME_ADDRESS : Fit.NOT;
    }
}

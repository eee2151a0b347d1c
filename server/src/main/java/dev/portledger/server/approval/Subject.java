package dev.portledger.server.approval;

import dev.portledger.domain.socket.Protocol;
import java.util.Optional;
import java.util.UUID;

/**
 * What others are asked to agree to.
 *
 * @param title for people, {@code orders.service on web-1}
 * @param place the port it would free; empty for a bulk stop
 */
public record Subject(Kind kind, UUID id, String title, Optional<Place> place) {

    /** Whether it is one stop or many. */
    public enum Kind {
        STOP,
        BULK
    }

    /** A port of a host. */
    public record Place(UUID hostId, Protocol protocol, int port) {}
}

package dev.portledger.agent.bind;

import dev.portledger.domain.socket.Protocol;

/** What has the port in a scene. */
enum HolderKind {
    BOUND,
    LISTEN,
    LISTEN_WITH_CONNECTION,
    ESTABLISHED,
    CLOSE_WAIT,
    FIN_WAIT1,
    FIN_WAIT2,
    FIN_WAIT2_CLOSED,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    PEER_TIME_WAIT,
    BOUND_THEN_CONNECTED,
    CONNECTED,
    CONNECTED_TIME_WAIT,
    SYN_SENT,
    UDP_BOUND,
    UDP_BOUND_THEN_CONNECTED,
    UDP_CONNECTED;

    Protocol protocol() {
        return switch (this) {
            case UDP_BOUND, UDP_BOUND_THEN_CONNECTED, UDP_CONNECTED -> Protocol.UDP;
            default -> Protocol.TCP;
        };
    }

    /** Whether connect(2) chose the port; it has no wildcard address then. */
    boolean isOutgoing() {
        return this == CONNECTED || this == CONNECTED_TIME_WAIT || this == SYN_SENT || this == UDP_CONNECTED;
    }
}

package dev.portledger.server.ledger.query;

import dev.portledger.domain.socket.TcpState;
import java.util.UUID;

/** Connections of one state on a host's ephemeral ports, together: the client sides of what the host connected to. */
public record EphemeralConnections(UUID hostId, String hostName, TcpState state, int count) {}

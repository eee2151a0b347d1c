package dev.portledger.server.host;

import java.util.UUID;

/** A host by id, with the name people know it by; names need not be unique. */
public record HostName(UUID hostId, String hostName) {}

package dev.portledger.server.ingest;

/** Fired as a CDI event after a welcomed agent's connection has ended. */
public record AgentDisconnected(AgentConnection connection) {}

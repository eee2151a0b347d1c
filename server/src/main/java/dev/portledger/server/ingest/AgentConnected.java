package dev.portledger.server.ingest;

/** Fired as a CDI event after an agent was welcomed; what it has missed can be sent to it again. */
public record AgentConnected(AgentConnection connection) {}

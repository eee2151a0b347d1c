package dev.portledger.domain.socket;

/**
 * How many connections of one state sit on local ports of {@code ip_local_port_range} on which nothing has listened: the
 * client sides of connections. They are counted as one, since there may be tens of thousands of such endpoints.
 */
public record EphemeralCount(long netns, TcpState state, int count) {}

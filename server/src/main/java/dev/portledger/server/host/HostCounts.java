package dev.portledger.server.host;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many hosts are watched, and how many not. */
@Schema(description = "Each number counts the hosts of hosts?watch=…")
public record HostCounts(int live, int silent, int offline, int never) {}

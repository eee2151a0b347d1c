package dev.portledger.server.ledger.query;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How much there is in the ledger at the last look at each host. */
public record LedgerCounts(
        @Schema(description = "TCP sockets in LISTEN: listeners?protocol=tcp")
        int listeners,

        @Schema(description = "Bound UDP sockets: listeners?protocol=udp")
        int boundUdp,

        @Schema(description = "TIME_WAIT connections on ports that are told one by one: time-wait?state=TIME_WAIT")
        int timeWait,

        @Schema(description = "Sockets of processes that nothing manages: listeners?owner=UNMANAGED")
        int unmanaged,

        @Schema(description = "Sockets whose holders could not be seen: listeners?owner=UNKNOWN")
        int unknownHolders) {}

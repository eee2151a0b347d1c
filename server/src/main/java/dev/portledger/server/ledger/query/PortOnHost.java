package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.host.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One port of one host at a time. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PortOnHost(
        UUID hostId,
        @Schema(examples = "web-12") String hostName,
        Protocol protocol,
        @Schema(examples = "8080") int port,

        @Schema(description = "The time this is about: the one asked for, or now")
        Instant at,

        @Schema(description = "Of the host's own network: what only listens in others leaves it free")
        PortState state,

        @Schema(description = "Why it is unknown or offline, for people")
        Optional<String> reason,

        @Schema(
                description =
                        "Those that held then or may have, of all networks of the host; while offline, those of the last look")
        List<ListenerRow> listeners,

        @Schema(description = "TIME_WAIT and closing connections at the last look; empty with a time asked for")
        List<PortConnections> connections,

        @Schema(description = "Whether the host is watched right now")
        Watch watch,

        @Schema(description = "Last look at the host; absent before the first")
        Optional<Instant> lookedAt) {

    public PortOnHost {
        listeners = List.copyOf(listeners);
        connections = List.copyOf(connections);
    }
}

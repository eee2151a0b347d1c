package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.holder.Holders;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.host.Watch;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One holding: a socket that held an endpoint, with its holders, from when to when. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(
        description =
                "A TCP socket in LISTEN or a bound UDP socket, with its holders, and from when to when that was so.")
public record ListenerRow(
        UUID holdingId,
        UUID hostId,
        @Schema(examples = "web-12") String hostName,
        Protocol protocol,

        @Schema(description = "Bound address without zone", examples = "0.0.0.0")
        String address,

        @Schema(description = "Interface it is bound to, or the zone of the address", examples = "eth0")
        Optional<String> device,

        @Schema(examples = "8080") int port,

        @Schema(description = "Inode number of the network namespace")
        long netns,

        @Schema(
                description =
                        "Whether that is the host's own network or another one, as a container has; absent where it is not known")
        Optional<Network> network,

        @Schema(examples = "cookie:4711") String socketId,

        @Schema(description = "IPV6_V6ONLY; absent for IPv4, and where it is not known")
        Optional<Boolean> v6Only,

        BindKind bindKind,
        @Schema(description = "Owner of the socket") long uid,

        @Schema(description = "Socket inode; absent where it is not known")
        Optional<Long> inode,

        @Schema(description = "Limit of the accept queue; absent for UDP")
        Optional<Long> backlogMax,

        OwnerKind ownerKind,
        Holders holders,
        HoldingBegin began,
        @Schema(description = "Absent while it holds") Optional<HoldingEnd> ended,

        @Schema(description = "Only with a time asked for: whether it held at that time, or may have held")
        Optional<Boolean> certain,

        @Schema(description = "Whether the host is watched right now")
        Watch watch,

        @Schema(description = "Last look at the host; absent before the first")
        Optional<Instant> lookedAt,

        @Schema(description = "Absent when there are none, and with a time asked for")
        Optional<TimeWaitCount> timeWait) {

    ListenerRow withTimeWait(Optional<TimeWaitCount> counted) {
        return new ListenerRow(
                holdingId,
                hostId,
                hostName,
                protocol,
                address,
                device,
                port,
                netns,
                network,
                socketId,
                v6Only,
                bindKind,
                uid,
                inode,
                backlogMax,
                ownerKind,
                holders,
                began,
                ended,
                certain,
                watch,
                lookedAt,
                counted);
    }
}

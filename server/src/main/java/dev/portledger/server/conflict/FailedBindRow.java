package dev.portledger.server.conflict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.bind.ReuseFlags;
import dev.portledger.domain.socket.Protocol;
import dev.portledger.server.host.Watch;
import dev.portledger.server.ledger.query.Network;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A series of failed binds of one claimant. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(
        name = "FailedBind",
        description = "A bind(2) or listen(2) that failed, with all that followed it and were the same.")
public record FailedBindRow(
        UUID failedId,
        UUID hostId,
        @Schema(examples = "web-12") String hostName,
        Watch watch,
        FailedBindState state,
        Instant firstAt,
        Instant lastAt,

        @Schema(description = "Failures from the first to the last")
        long times,

        FailedBindSeries.Call call,
        Protocol protocol,

        @Schema(description = "Wanted address without zone", examples = "0.0.0.0")
        String address,

        @Schema(description = "Interface it was bound to, or the zone of the address")
        Optional<String> device,

        @Schema(examples = "8080") int port,

        @Schema(description = "IPV6_V6ONLY; absent for IPv4, and where it is not known")
        Optional<Boolean> v6Only,

        ReuseFlags flags,

        @Schema(description = "Inode number of the claimant's network namespace; absent where it is not known")
        Optional<Long> netns,

        @Schema(
                description =
                        "Whether that is the host's own network or another one, as a container has; absent where it is not known")
        Optional<Network> network,

        @Schema(description = "As in errno(3); absent where the host only sees that there was no success")
        Optional<Integer> errno,

        @Schema(
                description =
                        "Its name, where it is one that bind(2) is known for; where errno is absent, concluded from the cause by the kernel's rule",
                examples = "EADDRINUSE")
        Optional<String> error,

        Claimant claimant,
        List<InTheWay> inTheWay,

        @Schema(description = "How many more there were than are listed")
        int moreInTheWay,

        @Schema(description = "Absent where nobody has judged it")
        Optional<FailedBindDiagnosis> diagnosis) {

    public FailedBindRow {
        inTheWay = List.copyOf(inTheWay);
    }

    FailedBindRow with(List<InTheWay> sockets) {
        return new FailedBindRow(
                failedId,
                hostId,
                hostName,
                watch,
                state,
                firstAt,
                lastAt,
                times,
                call,
                protocol,
                address,
                device,
                port,
                v6Only,
                flags,
                netns,
                network,
                errno,
                error,
                claimant,
                sockets,
                moreInTheWay,
                diagnosis);
    }
}

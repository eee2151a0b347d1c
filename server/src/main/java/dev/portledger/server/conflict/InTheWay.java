package dev.portledger.server.conflict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portledger.domain.bind.BoundSocket;
import dev.portledger.domain.holder.Holders;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A socket that was in the way of a failed bind. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record InTheWay(
        BoundSocket socket,
        Holders holders,

        @Schema(
                description =
                        "Its holding, if it still holds: what a stop is planned for. Absent for what is no listener, and when it is"
                                + " gone")
        Optional<UUID> holdingId) {}

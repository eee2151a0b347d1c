package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.portledger.domain.socket.Protocol;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something that happened on a host. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ActivityItem(
        Instant at,
        Kind kind,
        UUID hostId,
        String hostName,

        @Schema(description = "Of a listener; absent where it is about the host")
        Optional<Protocol> protocol,

        Optional<String> address,
        Optional<Integer> port,
        @Schema(description = "Of the first holder") Optional<String> comm,
        @Schema(description = "Of the first holder") Optional<Integer> pid,
        Optional<UUID> holdingId,

        @Schema(description = "How that is known: a value of HoldingBeginHow, HoldingEndHow or CoverageEndedHow")
        String how,

        @Schema(description = "For people") Optional<String> detail) {

    @Schema(name = "ActivityKind")
    public enum Kind {
        OPENED,
        CLOSED,
        HOLDERS_CHANGED,
        /** Nobody was watching from here on, or what was seen is lost. */
        GAP,
        REBOOTED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

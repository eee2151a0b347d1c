package dev.portledger.server.ledger.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** TIME_WAIT connections on the endpoint of a listener. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TimeWaitCount(
        int count,

        @Schema(description = "When the last of them expires")
        Optional<Instant> lastLeavesAt) {}

package dev.portledger.server.ledger.write;

import dev.portledger.domain.frame.AgentFrame;
import dev.portledger.domain.frame.Position;
import dev.portledger.server.ledger.AgentClock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What comes in of one host, in the order in which its agent said it. */
public sealed interface LedgerEntry {

    UUID hostId();

    /**
     * A numbered frame.
     *
     * @param clock by which its times are corrected
     * @param boot the boot that the agent speaks of now; an older frame may be of another one
     */
    record Numbered(UUID hostId, AgentFrame.Numbered frame, AgentClock clock, Boot boot) implements LedgerEntry {}

    /**
     * A look at the host's table after which all changes are in frames up to {@code sent}.
     *
     * @param lookedAt by the server's clock
     */
    record Look(UUID hostId, Position sent, Instant lookedAt) implements LedgerEntry {}

    /** @param bootedAt by the server's clock; empty when it is not known */
    record Boot(UUID bootId, Optional<Instant> bootedAt) {}
}

package dev.portledger.agent.failedbind;

import dev.portledger.domain.bind.BindAttempt;
import dev.portledger.domain.bind.Claimant;
import dev.portledger.domain.bind.Errno;
import java.time.Instant;
import java.util.Optional;

/**
 * A bind that has failed and who tried it.
 *
 * @param errno what the kernel answered; empty where the source of events does not tell it
 * @param at when it failed last, by the agent's clock
 */
public record Claim(BindAttempt attempt, Optional<Errno> errno, Claimant claimant, Instant at) {}

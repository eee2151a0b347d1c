package dev.portledger.agent.socket;

import java.time.Instant;

/**
 * A time in which the agent did not look, though it should have.
 *
 * @param from the last look before
 * @param to the first look after
 * @param reason a sentence for people: the host was suspended, the agent was stopped, the sockets could not be read
 */
public record Unwatched(Instant from, Instant to, String reason) {}

package dev.portledger.domain.frame;

import dev.portledger.domain.holder.ProcessIdentity;

/**
 * The host's own policy forbids to stop this process.
 *
 * @param rule stable name of the rule, {@code protected.pid1}
 * @param message the reason in a sentence
 */
public record Protection(ProcessIdentity process, String rule, String message) {}

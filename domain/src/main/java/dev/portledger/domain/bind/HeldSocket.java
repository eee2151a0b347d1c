package dev.portledger.domain.bind;

import dev.portledger.domain.holder.Holders;

/**
 * A socket that a failed bind met.
 *
 * @param socket as it was looked at, right after the bind had failed
 * @param holders who has it open; a TIME_WAIT entry has no holder at all
 */
public record HeldSocket(BoundSocket socket, Holders holders) {}

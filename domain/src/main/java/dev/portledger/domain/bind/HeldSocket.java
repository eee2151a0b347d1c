package dev.portledger.domain.bind;

import dev.portledger.domain.holder.Holders;

/**
 * A socket on the port and who has it open.
 *
 * @param socket the socket
 * @param holders every holder, or those that could be seen
 */
public record HeldSocket(BoundSocket socket, Holders holders) {}

package dev.portledger.domain.socket;

/**
 * The accept queue of a LISTEN socket at one look (sock_diag's rqueue and wqueue for LISTEN).
 *
 * @param used connections waiting to be accepted
 * @param max the limit given to listen(2), capped by net.core.somaxconn
 */
public record Backlog(long used, long max) {}

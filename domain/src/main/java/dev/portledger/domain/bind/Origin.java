package dev.portledger.domain.bind;

/** How a connected socket came to its local port. */
public enum Origin {
    /** connect(2) on a socket that was not bound: the kernel chose the port. */
    CONNECT,
    /** accept(2), or still in the accept queue: the port is that of a listener, present or gone. */
    ACCEPT,
    /** bind(2), then connect(2). */
    BIND
}

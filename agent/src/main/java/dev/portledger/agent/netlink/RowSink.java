package dev.portledger.agent.netlink;

/** Takes the sockets of one dump. */
public interface RowSink {

    /** A dump begins. When it is called again before the dump has returned, what came so far is void and comes again. */
    default void begin() {}

    /** One socket; the row is only good during the call. */
    void row(SocketRow row);
}
